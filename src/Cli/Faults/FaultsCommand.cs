using System.Globalization;
using System.Text.Json;
using RoboticsStack.Control.Robot;
using RoboticsStack.Faults;
using RoboticsStack.Runtime.Evaluation;
using Spectre.Console;

namespace RoboticsStack.Cli.Faults;

/// <summary>Which campaign, and where its results go.</summary>
internal sealed record FaultsOptions
{
    public required ulong Seed { get; init; }
    public required int Runs { get; init; }
    public required int Jobs { get; init; }

    /// <summary>One episode in so many is run by the stack's own brain; 0 for none.</summary>
    public required int RealEvery { get; init; }
    public required string ModelDirectory { get; init; }
    public required string File { get; init; }
    public required bool Fresh { get; init; }
    public required bool Json { get; init; }
}

/// <summary>Runs a fault campaign and shows what it found: promises with their margins, then what was injected.</summary>
internal sealed class FaultsCommand(RobotDescription robot, PromiseBook book, FaultsOptions options)
{
    private const int ShownEveryMs = 5000;

    public int Run(CancellationToken cancellation)
    {
        using RealBrains? brains = options.RealEvery > 0 ? new RealBrains(options.ModelDirectory) : null;
        CampaignTally tally = new(book, options.Seed, options.RealEvery);
        HashSet<int> known = [];
        if (options.Fresh)
        {
            File.Delete(options.File);
        }
        CampaignHeader header = new(options.Seed, options.RealEvery, BuildFingerprint.Current, robot.ContentHash, book.Hash);
        using ResultLines<CampaignHeader, EpisodeResult> store = ResultLines<CampaignHeader, EpisodeResult>.Open(options.File, header, result =>
        {
            if (result.Index < options.Runs && known.Add(result.Index))
            {
                tally.Add(result);
            }
        });
        if (known.Count > 0)
        {
            Console.Error.WriteLine(FormattableString.Invariant($"{known.Count} episodes are in {options.File} already"));
        }
        long started = Environment.TickCount64, shown = started;
        int before = known.Count;
        new FaultCampaign(Episode(brains)).Run(tally, Enumerable.Range(0, options.Runs).Where(index => !known.Contains(index)), options.Jobs, result =>
        {
            store.Append(result);
            long now = Environment.TickCount64;
            if (now - shown > ShownEveryMs)
            {
                shown = now;
                double perSec = (tally.Episodes - before) / ((now - started) / 1000.0);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{tally.Episodes} of {options.Runs} episodes, {perSec:F1}/s, {tally.Broken} with a broken promise, about {(options.Runs - tally.Episodes) / perSec / 60:F1} min left"));
            }
        }, cancellation);
        CampaignReport report = tally.Sum();
        if (options.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, new JsonSerializerOptions(ResultLines.Json) { WriteIndented = true }));
        }
        else
        {
            CampaignScreen.Print(report, options.File);
        }
        return report.Broken == 0 && report.Episodes == options.Runs ? 0 : 1;
    }

    /// <param name="index">Of the episode.</param>
    /// <param name="record">Folder for a recording and a report of it; null for none.</param>
    public int Replay(int index, string? record)
    {
        using RealBrains? brains = options.RealEvery > 0 ? new RealBrains(options.ModelDirectory) : null;
        EpisodeResult result = record is null ? Episode(brains).Run(index) : EpisodeRecording.Run(Episode(brains), index, robot, record);
        AnsiConsole.MarkupLineInterpolated($"Episode {index} of seed {options.Seed}: kitchen {result.Kitchen}, brain {result.Style}.");
        foreach (InjectedFault fault in result.Faults)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Fault: {fault.Name} from {fault.BeginSec:F3} to {fault.EndSec:F3} s.");
        }
        foreach (Reaction reaction in result.Reactions)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Gate: {reaction.Function} {reaction.Action} at {reaction.AtSec:F3} s.");
        }
        foreach (Violation violation in result.Violations)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Broken: {violation.Promise} at {violation.AtSec:F3} s: {violation.Value:G4}, promised {violation.Limit:G4}{(violation.What.Length > 0 ? ": " : "")}{violation.What}.");
        }
        if (record is not null)
        {
            AnsiConsole.MarkupLineInterpolated($"Recorded: {EpisodeRecording.ReportIn(record)}");
        }
        return result.Violations.Count == 0 ? 0 : 1;
    }

    private FaultEpisode Episode(RealBrains? brains) => new(robot, book, options.Seed) { RealEvery = options.RealEvery, RealBrains = brains };
}
