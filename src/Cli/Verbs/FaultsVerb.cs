using System.CommandLine;
using RoboticsStack.Cli.Faults;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot faults: injects faults into short episodes and holds the stack to its promises. Exit code 0 only when none was broken.</summary>
internal static class FaultsVerb
{
    public static Command Create()
    {
        Option<int> runs = new("--runs") { Description = "How many episodes", DefaultValueFactory = _ => 1000 };
        Option<ulong> seed = new("--seed") { Description = "Of the campaign: kitchens, brains, faults and times", DefaultValueFactory = _ => 1 };
        Option<int?> only = new("--only") { Description = "Run this one episode of the campaign again and say what happened in it" };
        Option<int> jobs = new("--jobs") { Description = "Episodes at a time", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<bool> json = new("--json") { Description = "Print the report as JSON on standard output" };
        Option<string> robot = CommonOptions.Robot();
        Command command = new("faults", "Inject faults at random times, alone and in pairs, and count broken promises") { runs, seed, only, jobs, json, robot };
        command.SetAction((parsed, cancellation) =>
        {
            int wanted = parsed.GetValue(runs), parallel = parsed.GetValue(jobs);
            if (wanted is < 1 or > 10_000_000)
            {
                throw new UserErrorException($"--runs {wanted} is out of range: give 1 to 10000000.");
            }
            if (parallel is < 1 or > 256)
            {
                throw new UserErrorException($"--jobs {parallel} is out of range: give 1 to 256.");
            }
            FaultsCommand faults = new(RobotDescription.Load(RepositoryFiles.Robot(parsed.GetValue(robot)!)), parsed.GetValue(seed), parsed.GetValue(json));
            return Task.FromResult(parsed.GetValue(only) is { } index ? faults.Replay(index) : faults.Run(wanted, parallel, cancellation));
        });
        return command;
    }
}
