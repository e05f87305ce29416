using System.Globalization;
using System.Text;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Evaluation;

/// <summary>Writes RESULTS.md from the stored runs of the planner and its ablations: every figure in it is computed here.</summary>
public sealed class ResultsWriter(string parent, IReadOnlyList<ulong> seeds)
{
    private const string Missing = "–";
    internal const ulong FirstHeldOutSeed = 1000;

    /// <summary>The file's text.</summary>
    /// <exception cref="UserErrorException">Nothing is stored for these seeds.</exception>
    public string Write()
    {
        EvaluationColumn[] columns = EvaluationColumn.ReadAll(parent, seeds);
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

    private void WriteOrigin(StringBuilder text, EvaluationColumn[] columns)
    {
        text.Append("| planner | what moves the arm | runs | made (UTC) | build | model |\n|---|---|---|---|---|---|\n");
        foreach (EvaluationColumn column in columns)
        {
            string made = Span(column.Records.Select(record => record.MadeAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
            string build = Several(column.Records.Select(record => $"{ShortVersion(record.Summary.Versions.Build)} ({record.Conditions.Build})"));
            string model = Several(column.Records.Select(record => Short(record.Conditions.ModelHash)));
            text.Append(CultureInfo.InvariantCulture, $"| {column.Statistics.Planner} | {column.Meaning} | {column.Records.Count} of {seeds.Count} | {made} | {build} | {model} |\n");
        }
        text.Append('\n');
        foreach (EvaluationColumn column in columns.Where(column => column.Records.Count < seeds.Count))
        {
            IReadOnlyList<ulong> missing = [.. seeds.Except(column.Records.Select(record => record.Summary.Seed))];
            text.Append(CultureInfo.InvariantCulture, $"Not run with `{column.Statistics.Planner}`: seeds {SeedList.Format(missing)}. Its figures are of the rest.\n\n");
        }
    }

    private static void WriteStages(StringBuilder text, EvaluationColumn[] columns)
    {
        text.Append("## Success per stage\n\nRuns that got as far as the stage, with the interval; in brackets the median simulated seconds to it.\n\n");
        Header(text, "stage", columns);
        int rows = columns.Max(column => column.Statistics.Stages.Count);
        EvaluationColumn longest = columns.First(column => column.Statistics.Stages.Count == rows);
        foreach (string name in longest.Statistics.Stages.Select(stage => stage.Name))
        {
            Row(text, name, columns, column => column.Statistics.Stages.FirstOrDefault(stage => stage.Name == name) is { Name: not null } stage
                ? Invariant($"{stage.Reached}{(double.IsNaN(stage.MedianSimSec) ? "" : Invariant($" [{stage.MedianSimSec:F0} s]"))}")
                : Missing);
        }
        Row(text, "**coffee served**", columns, column => $"**{column.Statistics.Success}**");
        text.Append('\n');
    }

    private static void WriteComparisons(StringBuilder text, EvaluationColumn[] columns)
    {
        if (columns.Length < 2 || columns[0].Planner != ArmPlannerKind.Model)
        {
            return;
        }
        foreach (EvaluationColumn other in columns[1..])
        {
            PairedComparison pair = PairedComparison.Of(columns[0].Records, other.Records);
            text.Append(CultureInfo.InvariantCulture,
                $"Seed by seed, `model` against `{other.Statistics.Planner}` ({pair.Pairs} seeds): only `model` succeeded on {pair.OnlyFirst}, only `{other.Statistics.Planner}` on {pair.OnlySecond}; exact sign test p = {pair.PValue:G2}.\n\n");
        }
    }

    private static void WriteHazards(StringBuilder text, EvaluationColumn[] columns)
    {
        text.Append("## Hazards\n\nMean per run (largest in one run).\n\n");
        Header(text, "hazard", columns);
        WriteSpreads(text, columns, statistics => statistics.Hazards);
        text.Append('\n');
    }

    private static void WriteTiming(StringBuilder text, EvaluationColumn[] columns)
    {
        text.Append("## Time\n\nReplanning includes encoding, search and physics check, measured in these runs, several of which share the machine's cores; `./robot bench plan` measures it alone.\n\n");
        Header(text, "", columns);
        Row(text, "replan, median over runs of the median, ms", columns, column => Number(column.Statistics.ReplanP50Ms, 0));
        Row(text, "replan, median over runs of the 99th percentile, ms", columns, column => Number(column.Statistics.ReplanP99Ms, 0));
        WriteSpreads(text, columns, statistics => statistics.Efforts);
        text.Append('\n');
    }

    private static void WriteSpreads(StringBuilder text, EvaluationColumn[] columns, Func<EvaluationStatistics, IReadOnlyList<NamedSpread>> figures)
    {
        for (int i = 0; i < figures(columns[0].Statistics).Count; i++)
        {
            Row(text, figures(columns[0].Statistics)[i].Name, columns, column => Show(figures(column.Statistics)[i].Spread, figures(column.Statistics)[i].Digits));
        }
    }

    private static void WriteFailures(StringBuilder text, EvaluationColumn[] columns)
    {
        text.Append("## Why runs failed\n\n| planner | runs | reason |\n|---|---|---|\n");
        foreach (EvaluationColumn column in columns)
        {
            foreach ((string reason, int count) in column.Statistics.Failures)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {column.Statistics.Planner} | {count} | {Cell(reason)} |\n");
            }
        }
        text.Append('\n');
    }

    private void WriteSeeds(StringBuilder text, EvaluationColumn[] columns)
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

    private void WriteCommands(StringBuilder text, EvaluationColumn[] columns)
    {
        text.Append("## To reproduce\n\n```\n");
        foreach (EvaluationColumn column in columns)
        {
            text.Append(CultureInfo.InvariantCulture, $"./robot eval --seeds {SeedList.Format(seeds)} {Arguments(column)}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"./robot eval --seeds {SeedList.Format(seeds)} --write-results\n```\n");
    }

    private static string Arguments(EvaluationColumn column)
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

    private static void Header(StringBuilder text, string first, EvaluationColumn[] columns) =>
        text.Append(CultureInfo.InvariantCulture, $"| {first} | {string.Join(" | ", columns.Select(column => column.Statistics.Planner))} |\n|---|{string.Concat(columns.Select(_ => "---|"))}\n");

    private static void Row(StringBuilder text, string first, EvaluationColumn[] columns, Func<EvaluationColumn, string> cell) =>
        text.Append(CultureInfo.InvariantCulture, $"| {first} | {string.Join(" | ", columns.Select(cell))} |\n");

    private static string Show(Spread spread, int digits) => double.IsNaN(spread.Mean) ? Missing : $"{Number(spread.Mean, digits)} ({Number(spread.Max, digits)})";

    private static string Number(double value, int digits) => double.IsNaN(value) ? Missing : value.ToString($"F{digits}", CultureInfo.InvariantCulture);

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;

    /// <summary>A version with its commit cut to what names it.</summary>
    internal static string ShortVersion(string version) => version.Split('+') is [var number, var commit] ? $"{number}+{Short(commit)}" : version;

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Span(IEnumerable<string> values)
    {
        string[] sorted = [.. values.Distinct().Order(StringComparer.Ordinal)];
        return sorted.Length == 1 ? sorted[0] : $"{sorted[0]} to {sorted[^1]}";
    }

    /// <summary>The value, or each with its count if runs of several were mixed.</summary>
    internal static string Several(IEnumerable<string> values)
    {
        (string Value, int Count)[] groups = [.. values.GroupBy(value => value).Select(group => (group.Key, group.Count()))];
        return groups.Length == 1 ? $"`{groups[0].Value}`" : string.Join(", ", groups.Select(group => Invariant($"`{group.Value}` ({group.Count} runs)")));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
