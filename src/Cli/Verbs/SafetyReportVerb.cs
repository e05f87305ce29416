using System.CommandLine;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Faults;
using RoboticsStack.Faults.SafetyReports;
using RoboticsStack.Runtime.Evaluation;
using Spectre.Console;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot safety-report: every safety function with its limits, tests, measured stops and what the fault campaign made of it, as one HTML file.</summary>
internal static class SafetyReportVerb
{
    public static Command Create()
    {
        Option<string?> campaign = new("--campaign") { Description = "Results of ./robot faults (default: the newest out/faults-*.jsonl, if there is one)" };
        Option<string> outFile = new("--out") { Description = "Where to", DefaultValueFactory = _ => Path.Combine(RepositoryFiles.Root, "out", "safety-report.html") };
        Option<string?> results = new("--tests") { Description = "Folder of test results, .trx files (default: what ./robot test left)" };
        Option<string> robot = CommonOptions.Robot();
        Command command = new("safety-report", "Write the safety report: functions, limits, tests, measured stops, separation, fault coverage") { campaign, outFile, results, robot };
        command.SetAction((parsed, cancellation) =>
        {
            RobotDescription description = RobotDescription.Load(RepositoryFiles.Robot(parsed.GetValue(robot)!));
            PromiseBook promises = PromiseBook.Load(RepositoryFiles.Promises, description);
            (CampaignReport? report, string? build) = ReadCampaign(parsed.GetValue(campaign) ?? NewestCampaign(), promises);
            Console.Error.WriteLine("measuring stops in the simulator …");
            SafetyEvidence evidence = new()
            {
                Robot = description,
                Promises = promises,
                Tests = SafetyTests.Find(RepositoryFiles.Root, TestResults(parsed.GetValue(results))),
                Stops = [.. new StoppingMeasurement(description).Run(cancellation)],
                Campaign = report,
                CampaignBuild = build,
                MadeAt = TimeProvider.System.GetUtcNow(),
            };
            string file = Path.GetFullPath(parsed.GetValue(outFile)!);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            SafetyPage.Write(evidence, file);
            AnsiConsole.MarkupLineInterpolated($"{description.Safety.Functions.Count} functions, {evidence.Tests.Count} tests, {evidence.Stops.Count} stops measured, {report?.Episodes ?? 0} episodes of faults: {file}");
            AnsiConsole.MarkupLine("This is no certificate.");
            return Task.FromResult(0);
        });
        return command;
    }

    private static string? NewestCampaign()
    {
        string folder = Path.Combine(RepositoryFiles.Root, "out");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "faults-*.jsonl").MaxBy(File.GetLastWriteTimeUtc) : null;
    }

    private static (CampaignReport? Report, string? Build) ReadCampaign(string? file, PromiseBook promises)
    {
        if (file is null)
        {
            return (null, null);
        }
        (CampaignHeader? header, IEnumerable<EpisodeResult> episodes) = ResultLines<CampaignHeader, EpisodeResult>.Read(file);
        if (header is null || header.Promises != promises.Hash)
        {
            throw new UserErrorException($"The campaign '{file}' is none, or was judged by other promises than those of this tree: run './robot faults' again.");
        }
        CampaignTally tally = new(promises, header.Seed, header.RealEvery);
        foreach (EpisodeResult episode in episodes)
        {
            tally.Add(episode);
        }
        return (tally.Sum(), header.Build);
    }

    private static IEnumerable<string> TestResults(string? folder)
    {
        string where = folder ?? Path.Combine(RepositoryFiles.Root, "artifacts", "test-results");
        return Directory.Exists(where) ? Directory.EnumerateFiles(where, "*.trx", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : folder is null ? [] : throw new UserErrorException($"There is no folder '{folder}' with test results.");
    }
}
