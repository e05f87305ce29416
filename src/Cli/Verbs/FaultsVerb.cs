using System.CommandLine;
using RoboticsStack.Cli.Faults;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Faults;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot faults: injects faults into short episodes and holds the stack to its promises. Exit code 0 only when none was broken.</summary>
internal static class FaultsVerb
{
    public static Command Create()
    {
        Option<int> runs = new("--runs") { Description = "How many episodes", DefaultValueFactory = _ => 1000 };
        Option<ulong> seed = new("--seed") { Description = "Of the campaign: kitchens, brains, faults and times", DefaultValueFactory = _ => 1 };
        Option<int?> only = new("--only") { Description = "Run this one episode of the campaign again and say what happened in it" };
        Option<string?> record = new("--record") { Description = "With --only: folder for a recording and a report of the episode" };
        Option<int> jobs = new("--jobs") { Description = "Episodes at a time", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<int> real = new("--real-brain") { Description = "One episode in so many is run by the stack's own brain; 0: none", DefaultValueFactory = _ => 10 };
        Option<string?> outFile = new("--out") { Description = "File of the results, taken up again if it is of the same campaign and build (default out/faults-SEED.jsonl)" };
        Option<bool> fresh = new("--fresh") { Description = "Begin anew, whatever the file holds" };
        Option<bool> json = new("--json") { Description = "Print the report as JSON on standard output" };
        Option<string> robot = CommonOptions.Robot(), model = CommonOptions.Model();
        Command command = new("faults", "Inject faults at random times, alone and in pairs, and count broken promises")
        {
            runs, seed, only, record, jobs, real, outFile, fresh, json, robot, model,
        };
        command.SetAction((parsed, cancellation) =>
        {
            ulong campaign = parsed.GetValue(seed);
            FaultsOptions options = new()
            {
                Seed = campaign,
                Runs = InRange("--runs", parsed.GetValue(runs), 1, 10_000_000),
                Jobs = InRange("--jobs", parsed.GetValue(jobs), 1, 256),
                RealEvery = InRange("--real-brain", parsed.GetValue(real), 0, 1_000_000),
                ModelDirectory = RepositoryFiles.Resolve(parsed.GetValue(model)!),
                File = parsed.GetValue(outFile) ?? Path.Combine(RepositoryFiles.Root, "out", $"faults-{campaign}.jsonl"),
                Fresh = parsed.GetValue(fresh),
                Json = parsed.GetValue(json),
            };
            if (parsed.GetValue(record) is not null && parsed.GetValue(only) is null)
            {
                throw new UserErrorException("--record goes with --only: a campaign of many episodes is not recorded.");
            }
            RobotDescription description = RobotDescription.Load(RepositoryFiles.Robot(parsed.GetValue(robot)!));
            FaultsCommand faults = new(description, PromiseBook.Load(RepositoryFiles.Promises, description), options);
            return Task.FromResult(parsed.GetValue(only) is { } index
                ? faults.Replay(InRange("--only", index, 0, int.MaxValue), parsed.GetValue(record))
                : faults.Run(cancellation));
        });
        return command;
    }

    private static int InRange(string option, int value, int low, int high) => value >= low && value <= high
        ? value
        : throw new UserErrorException($"{option} {value} is out of range: give {low} to {high}.");
}
