using System.Globalization;
using System.Text;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Evaluation;

/// <summary>Writes RESULTS.md from the stored runs of the planner and its ablations: every figure in it is computed here.</summary>
public sealed class ResultsWriter(string parent, IReadOnlyList<ulong> seeds)
{
    private sealed record Column(ArmPlannerKind Planner, bool PhysicsCheck, IReadOnlyList<EvaluationRecord> Records, EvaluationStatistics Statistics);

    private const string Missing = "–";
    private const ulong FirstHeldOutSeed = 1000;

    /// <summary>The file's text.</summary>
    /// <exception cref="UserErrorException">Nothing is stored for these seeds.</exception>
    public string Write()
    {
        Column[] columns =
        [
            .. Enum.GetValues<ArmPlannerKind>().Select(planner => ReadColumn(planner, physicsCheck: true)).Append(ReadColumn(ArmPlannerKind.Model, physicsCheck: false))
                .Where(column => column.Records.Count > 0),
        ];
        if (columns.Length == 0)
        {
            throw new UserErrorException($"No stored runs of the seeds {SeedList.Format(seeds)} in {parent}: run ./robot eval --seeds {SeedList.Format(seeds)} first.");
        }
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Results

            The coffee test in simulation, on generated kitchens with the seeds {SeedList.Format(seeds)}{(seeds.Min() >= FirstHeldOutSeed ? ", which neither training nor tuning saw" : "")}. A success is a mug
            standing upright on the dining table with at least 100 ml in it and the gripper clear, within {columns[0].Records[0].Conditions.TimeLimitSec:F0} simulated seconds, as the simulated
            world judges it. Intervals are Wilson's at 95 %. This file is written by `./robot eval --write-results` from the stored runs; nothing in it is typed by hand.


            """);
        WriteOrigin(text, columns);
        WriteStages(text, columns);
        WriteComparisons(text, columns);
        WriteHazards(text, columns);
        WriteTiming(text, columns);
        WriteFailures(text, columns);
        WriteSeeds(text, columns);
        WriteCommands(text, columns);
        return text.ToString();
    }

    private Column ReadColumn(ArmPlannerKind planner, bool physicsCheck)
    {
        IReadOnlyList<EvaluationRecord> records = EvaluationStore.For(parent, planner, physicsCheck).Load(seeds);
        string name = planner.ToString().ToLowerInvariant() + (physicsCheck ? "" : ", no check");
        return new Column(planner, physicsCheck, records, EvaluationStatistics.Of(name, records));
    }

    private void WriteOrigin(StringBuilder text, Column[] columns)
    {
        text.Append("| planner | what moves the arm | runs | made (UTC) | build | model |\n|---|---|---|---|---|---|\n");
        foreach (Column column in columns)
        {
            string made = Span(column.Records.Select(record => record.MadeAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
            string build = Several(column.Records.Select(record => $"{ShortVersion(record.Summary.Versions.Build)} ({record.Conditions.Build})"));
            string model = Several(column.Records.Select(record => Short(record.Conditions.ModelHash)));
            text.Append(CultureInfo.InvariantCulture, $"| {column.Statistics.Planner} | {Meaning(column)} | {column.Records.Count} of {seeds.Count} | {made} | {build} | {model} |\n");
        }
        text.Append('\n');
        foreach (Column column in columns.Where(column => column.Records.Count < seeds.Count))
        {
            IReadOnlyList<ulong> missing = [.. seeds.Except(column.Records.Select(record => record.Summary.Seed))];
            text.Append(CultureInfo.InvariantCulture, $"Not run with `{column.Statistics.Planner}`: seeds {SeedList.Format(missing)}. Its figures are of the rest.\n\n");
        }
    }

    private static void WriteStages(StringBuilder text, Column[] columns)
    {
        text.Append("## Success per stage\n\nRuns that got as far as the stage, with the interval; in brackets the median simulated seconds to it.\n\n");
        Header(text, "stage", columns);
        int rows = columns.Max(column => column.Statistics.Stages.Count);
        Column longest = columns.First(column => column.Statistics.Stages.Count == rows);
        foreach (string name in longest.Statistics.Stages.Select(stage => stage.Name))
        {
            Row(text, name, columns, column => column.Statistics.Stages.FirstOrDefault(stage => stage.Name == name) is { Name: not null } stage
                ? Invariant($"{stage.Reached}{(double.IsNaN(stage.MedianSimSec) ? "" : Invariant($" [{stage.MedianSimSec:F0} s]"))}")
                : Missing);
        }
        Row(text, "**coffee served**", columns, column => $"**{column.Statistics.Success}**");
        text.Append('\n');
    }

    private static void WriteComparisons(StringBuilder text, Column[] columns)
    {
        if (columns.Length < 2 || columns[0].Planner != ArmPlannerKind.Model)
        {
            return;
        }
        foreach (Column other in columns[1..])
        {
            PairedComparison pair = PairedComparison.Of(columns[0].Records, other.Records);
            text.Append(CultureInfo.InvariantCulture,
                $"Seed by seed, `model` against `{other.Statistics.Planner}` ({pair.Pairs} seeds): only `model` succeeded on {pair.OnlyFirst}, only `{other.Statistics.Planner}` on {pair.OnlySecond}; exact sign test p = {pair.PValue:G2}.\n\n");
        }
    }

    private static void WriteHazards(StringBuilder text, Column[] columns)
    {
        text.Append("## Hazards\n\nMean per run (largest in one run).\n\n");
        Header(text, "hazard", columns);
        Row(text, "coffee spilled, ml", columns, column => Show(column.Statistics.SpilledMl, 1));
        Row(text, "objects dropped", columns, column => Show(column.Statistics.Dropped, 2));
        Row(text, "objects toppled", columns, column => Show(column.Statistics.Toppled, 2));
        Row(text, "peak contact force, N", columns, column => Show(column.Statistics.PeakContactN, 0));
        Row(text, "contact stops", columns, column => Show(column.Statistics.ContactStops, 2));
        Row(text, "gate interventions", columns, column => Show(column.Statistics.Interventions, 0));
        Row(text, "plans too late to use", columns, column => Show(column.Statistics.StalePlans, 1));
        text.Append('\n');
    }

    private static void WriteTiming(StringBuilder text, Column[] columns)
    {
        text.Append("## Time\n\nReplanning includes encoding, search and physics check, measured in these runs, several of which share the machine's cores; `./robot bench plan` measures it alone.\n\n");
        Header(text, "", columns);
        Row(text, "replan, median over runs of the median, ms", columns, column => Number(column.Statistics.ReplanP50Ms, 0));
        Row(text, "replan, median over runs of the 99th percentile, ms", columns, column => Number(column.Statistics.ReplanP99Ms, 0));
        Row(text, "plans vetoed by the physics check", columns, column => Show(column.Statistics.Vetoes, 0));
        Row(text, "simulated time, s", columns, column => Show(column.Statistics.SimSeconds, 0));
        Row(text, "wall time, s", columns, column => Show(column.Statistics.WallSeconds, 0));
        text.Append('\n');
    }

    private static void WriteFailures(StringBuilder text, Column[] columns)
    {
        text.Append("## Why runs failed\n\n| planner | runs | reason |\n|---|---|---|\n");
        foreach (Column column in columns)
        {
            foreach ((string reason, int count) in column.Statistics.Failures)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {column.Statistics.Planner} | {count} | {Cell(reason)} |\n");
            }
        }
        text.Append('\n');
    }

    private void WriteSeeds(StringBuilder text, Column[] columns)
    {
        text.Append("## Every seed\n\nServed after so many simulated seconds, or the last stage reached.\n\n");
        Header(text, "seed", columns);
        foreach (ulong seed in seeds)
        {
            Row(text, seed.ToString(CultureInfo.InvariantCulture), columns,
                column => column.Records.FirstOrDefault(record => record.Summary.Seed == seed) is { } record ? Outcome(record.Summary) : Missing);
        }
        text.Append('\n');
    }

    private void WriteCommands(StringBuilder text, Column[] columns)
    {
        text.Append("## To reproduce\n\n```\n");
        foreach (Column column in columns)
        {
            text.Append(CultureInfo.InvariantCulture, $"./robot eval --seeds {SeedList.Format(seeds)} {Arguments(column)}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"./robot eval --seeds {SeedList.Format(seeds)} --write-results\n```\n");
    }

    private static string Arguments(Column column)
    {
        double limit = column.Records[0].Conditions.TimeLimitSec;
        return $"--planner {column.Planner.ToString().ToLowerInvariant()}"
            + (column.PhysicsCheck ? "" : " --check off")
            + (limit == new CoffeeOptions().TimeLimitSec ? "" : Invariant($" --time-limit {limit}"));
    }

    private static string Outcome(RunSummary run)
    {
        if (run.Success)
        {
            return Invariant($"served, {run.Stages[^1].SimSeconds:F0} s");
        }
        return run.Stages.LastOrDefault(stage => stage.Success) is { } last ? last.Name : "no stage";
    }

    private static string Meaning(Column column) => column.Planner switch
    {
        ArmPlannerKind.Model => column.PhysicsCheck ? "the world model" : "the world model, its plans not checked by physics",
        ArmPlannerKind.Nothing => "the same search, but the model predicts that nothing changes",
        _ => "random actions of the same budget",
    };

    private static void Header(StringBuilder text, string first, Column[] columns) =>
        text.Append(CultureInfo.InvariantCulture, $"| {first} | {string.Join(" | ", columns.Select(column => column.Statistics.Planner))} |\n|---|{string.Concat(columns.Select(_ => "---|"))}\n");

    private static void Row(StringBuilder text, string first, Column[] columns, Func<Column, string> cell) =>
        text.Append(CultureInfo.InvariantCulture, $"| {first} | {string.Join(" | ", columns.Select(cell))} |\n");

    private static string Show(Spread spread, int digits) => double.IsNaN(spread.Mean) ? Missing : $"{Number(spread.Mean, digits)} ({Number(spread.Max, digits)})";

    private static string Number(double value, int digits) => double.IsNaN(value) ? Missing : value.ToString($"F{digits}", CultureInfo.InvariantCulture);

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;

    /// <summary>A version with its commit cut to what names it.</summary>
    private static string ShortVersion(string version) => version.Split('+') is [var number, var commit] ? $"{number}+{Short(commit)}" : version;

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Span(IEnumerable<string> values)
    {
        string[] sorted = [.. values.Distinct().Order(StringComparer.Ordinal)];
        return sorted.Length == 1 ? sorted[0] : $"{sorted[0]} to {sorted[^1]}";
    }

    /// <summary>The value, or each with its count if runs of several were mixed.</summary>
    private static string Several(IEnumerable<string> values)
    {
        (string Value, int Count)[] groups = [.. values.GroupBy(value => value).Select(group => (group.Key, group.Count()))];
        return groups.Length == 1 ? $"`{groups[0].Value}`" : string.Join(", ", groups.Select(group => Invariant($"`{group.Value}` ({group.Count} runs)")));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
