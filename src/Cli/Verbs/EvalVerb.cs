using System.CommandLine;
using RoboticsStack.Cli.Evaluation;
using RoboticsStack.Core;
using RoboticsStack.Learning;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Runtime.Skills;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot eval: many seeds without broker, the table and the page of what they came to.</summary>
internal static class EvalVerb
{
    private const string HeldOut = "1000..1049";
    private const string HeldOutSkills = "1000..1199";

    public static Command Create()
    {
        Option<string?> seeds = new("--seeds") { Description = "Seeds to run: a..b (both included), a,b,c, or both mixed; 1000 and above are kept for evaluation" };
        Option<string?> skills = new("--skills") { Description = $"Try the arm's skills on their own instead of serving coffee: all, or some of reach,grasp,lift,place,press,carry; one short episode of each a seed (seeds {HeldOutSkills} unless --seeds names others)" };
        Option<string> planner = CommonOptions.Planner();
        Option<string> check = CommonOptions.Check();
        Option<int> jobs = new("--jobs") { Description = "Runs side by side", DefaultValueFactory = _ => Math.Clamp(Environment.ProcessorCount, 1, 64) };
        Option<string> output = new("--out") { Description = "Folder that holds the stored runs of all planners", DefaultValueFactory = _ => "out" };
        Option<bool> json = new("--json") { Description = "Print the stored runs and their statistics as JSON on standard output" };
        Option<bool> write = new("--write-results") { Description = $"Write RESULTS.md from the stored runs of all planners (seeds {HeldOut} unless --seeds names others), without running any" };
        Option<bool> page = new("--write-page") { Description = $"Write evaluation.html into the folder of stored runs (seeds {HeldOut} unless --seeds names others), without running any" };
        Option<string> keep = new("--keep") { Description = "Which runs leave a report.html in the folder: failures, all or none", DefaultValueFactory = _ => "failures" };
        keep.AcceptOnlyFromAmong("failures", "all", "none");
        Option<int> people = CommonOptions.People();
        Option<string> model = CommonOptions.Model();
        Option<string> device = CommonOptions.Device("cpu");
        Option<string> robot = CommonOptions.Robot();
        Option<double> limit = CommonOptions.TimeLimit();
        Option<double> latency = CommonOptions.Latency();
        Command command = new("eval", "Run the coffee test on many seeds and count what succeeded; takes up where it left off")
        {
            seeds, skills, people, planner, check, jobs, output, keep, json, write, page, model, device, robot, limit, latency,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string folder = RepositoryFiles.Resolve(parsed.GetValue(output)!);
            if (parsed.GetValue(write))
            {
                return Task.FromResult(EvalCommand.WriteResults(folder, SeedList.Parse(parsed.GetValue(seeds) ?? HeldOut)));
            }
            if (parsed.GetValue(page))
            {
                return Task.FromResult(EvalCommand.WritePage(folder, SeedList.Parse(parsed.GetValue(seeds) ?? HeldOut)));
            }
            CoffeeOptions run = new()
            {
                People = parsed.GetValue(people),
                Planner = CommonOptions.PlannerKind(parsed.GetValue(planner)!),
                PhysicsCheck = parsed.GetValue(check) == "on",
                ModelDirectory = RepositoryFiles.Resolve(parsed.GetValue(model)!),
                Device = ComputeDevices.Parse(parsed.GetValue(device)!),
                Robot = parsed.GetValue(robot)!,
                TimeLimitSec = parsed.GetValue(limit),
                PlanningLatencySec = parsed.GetValue(latency),
            };
            run.Validate();
            if (parsed.GetValue(skills) is { } tried)
            {
                SkillBenchOptions bench = new()
                {
                    Skills = SkillsCommand.Parse(tried),
                    Seeds = SeedList.Parse(parsed.GetValue(seeds) ?? HeldOutSkills),
                    Run = run,
                    Jobs = parsed.GetValue(jobs),
                    File = SkillsCommand.FileFor(folder, run),
                };
                return Task.Run(() => new SkillsCommand(bench, parsed.GetValue(json)).Run(cancellation), CancellationToken.None);
            }
            EvaluationOptions options = new()
            {
                Seeds = SeedList.Parse(parsed.GetValue(seeds) ?? throw new UserErrorException($"--seeds is missing: name the seeds to run, for example --seeds {HeldOut}.")),
                Run = run,
                Jobs = parsed.GetValue(jobs),
                Keep = Enum.Parse<KeepReports>(parsed.GetValue(keep)!, ignoreCase: true),
            };
            return Task.Run(() => new EvalCommand(options.Validated(), folder, parsed.GetValue(json)).Run(cancellation), CancellationToken.None);
        });
        return command;
    }
}
