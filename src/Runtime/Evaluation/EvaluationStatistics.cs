using System.Text.Json.Serialization;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Evaluation;

/// <param name="Reached">Runs that got this far.</param>
/// <param name="MedianSimSec">Simulated seconds from the start, over the runs that got this far; NaN if none did.</param>
public readonly record struct StageStatistics(string Name, WilsonInterval Reached, double MedianSimSec);

/// <summary>One quantity over all runs.</summary>
public readonly record struct Spread(double Mean, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return all.Length == 0 ? new(double.NaN, double.NaN) : new(all.Average(), all.Max());
    }
}

/// <param name="Digits">After the point, as many as mean something.</param>
public readonly record struct NamedSpread(string Name, Spread Spread, int Digits);

/// <summary>What a set of runs under one planner came to.</summary>
public sealed record EvaluationStatistics
{
    public required string Planner { get; init; }
    public required int Runs { get; init; }
    public required WilsonInterval Success { get; init; }
    public required IReadOnlyList<StageStatistics> Stages { get; init; }
    public required Spread SpilledMl { get; init; }
    public required Spread Dropped { get; init; }
    public required Spread Toppled { get; init; }
    public required Spread PeakContactN { get; init; }
    public required Spread ContactStops { get; init; }
    public required Spread Interventions { get; init; }
    public required Spread StalePlans { get; init; }

    /// <summary>Median over the runs of each run's median replan, ms.</summary>
    public required double ReplanP50Ms { get; init; }

    /// <summary>Median over the runs of each run's 99th percentile, ms.</summary>
    public required double ReplanP99Ms { get; init; }
    public required Spread Vetoes { get; init; }
    public required Spread WallSeconds { get; init; }
    public required Spread SimSeconds { get; init; }

    /// <summary>What went wrong or nearly did, per run.</summary>
    [JsonIgnore]
    public IReadOnlyList<NamedSpread> Hazards =>
    [
        new("coffee spilled, ml", SpilledMl, 1),
        new("objects dropped", Dropped, 2),
        new("objects toppled", Toppled, 2),
        new("peak contact force, N", PeakContactN, 0),
        new("contact stops", ContactStops, 2),
        new("gate interventions", Interventions, 0),
        new("plans too late to use", StalePlans, 1),
    ];

    /// <summary>How long it took and how often plans were refused, per run.</summary>
    [JsonIgnore]
    public IReadOnlyList<NamedSpread> Efforts =>
    [
        new("plans vetoed by the physics check", Vetoes, 0),
        new("simulated time, s", SimSeconds, 0),
        new("wall time, s", WallSeconds, 0),
    ];

    /// <summary>Why runs failed, most frequent first.</summary>
    public required IReadOnlyList<(string Reason, int Count)> Failures { get; init; }

    public static EvaluationStatistics Of(string planner, IReadOnlyList<EvaluationRecord> records)
    {
        RunSummary[] runs = [.. records.Select(record => record.Summary)];
        RunSummary[] planned = [.. runs.Where(run => run.Timing.Replans > 0)];
        return new EvaluationStatistics
        {
            Planner = planner,
            Runs = runs.Length,
            Success = new WilsonInterval(runs.Count(run => run.Success), runs.Length),
            Stages = [.. StageNames(runs).Select(name => StageOf(name, runs))],
            SpilledMl = Spread.Of(runs.Select(run => run.Hazards.SpilledMl)),
            Dropped = Spread.Of(runs.Select(run => (double)run.Hazards.ObjectsDropped)),
            Toppled = Spread.Of(runs.Select(run => (double)run.Hazards.ObjectsToppled)),
            PeakContactN = Spread.Of(runs.Select(run => run.Hazards.PeakContactN)),
            ContactStops = Spread.Of(runs.Select(run => (double)run.Hazards.ContactStops)),
            Interventions = Spread.Of(runs.Select(run => (double)run.Hazards.GateInterventions)),
            StalePlans = Spread.Of(runs.Select(run => (double)run.Hazards.StaleCommands)),
            ReplanP50Ms = Median(planned.Select(run => run.Timing.ReplanP50Ms)),
            ReplanP99Ms = Median(planned.Select(run => run.Timing.ReplanP99Ms)),
            Vetoes = Spread.Of(runs.Select(run => (double)run.Timing.Vetoes)),
            WallSeconds = Spread.Of(runs.Select(run => run.Timing.WallSeconds)),
            SimSeconds = Spread.Of(runs.Select(run => run.Timing.SimSeconds)),
            Failures = [.. runs.Where(run => !run.Success).GroupBy(FailureOf).OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Count()))],
        };
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string FailureOf(RunSummary run)
    {
        string line = run.Failure.Split('\n')[0].Trim();
        return line.Length == 0 ? "no reason given" : line;
    }

    /// <summary>In the order of the longest list: a run that broke off may have fewer.</summary>
    private static IEnumerable<string> StageNames(RunSummary[] runs) =>
        runs.MaxBy(run => run.Stages.Count)?.Stages.Select(stage => stage.Name) ?? [];

    private static StageStatistics StageOf(string name, RunSummary[] runs)
    {
        StageSummary[] reached = [.. runs.SelectMany(run => run.Stages).Where(stage => stage.Name == name && stage.Success)];
        return new StageStatistics(name, new WilsonInterval(reached.Length, runs.Length), Median(reached.Select(stage => stage.SimSeconds)));
    }
}
