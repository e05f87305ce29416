using System.Globalization;
using System.Text.Json;
using RoboticsStack.Core;
using RoboticsStack.Recording.Report;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Evaluation;

/// <summary>
/// Writes one HTML file of an evaluation: success per stage with intervals, hazards, every seed, and a gallery of the failed runs, each of which
/// opens its kept report at the moment it failed. Every figure in it is computed here or in <see cref="EvaluationStatistics"/>.
/// </summary>
public sealed class EvaluationPage(string parent, IReadOnlyList<ulong> seeds)
{
    public const string FileName = "evaluation.html";

    /// <param name="outHtml">Links to kept reports are relative to its folder.</param>
    /// <exception cref="UserErrorException">Nothing is stored for these seeds, or the page cannot be written.</exception>
    public void Write(string outHtml)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(outHtml))!;
        EvaluationColumn[] columns = EvaluationColumn.ReadAll(parent, seeds);
        object page = new
        {
            seeds = SeedList.Format(seeds),
            seedCount = seeds.Count,
            heldOut = seeds.Min() >= ResultsWriter.FirstHeldOutSeed,
            timeLimitSec = columns[0].Records[0].Conditions.TimeLimitSec,
            columns = columns.Select(ColumnOf),
            comparisons = columns[0].Planner == ArmPlannerKind.Model ? columns[1..].Select(other => ComparisonOf(columns[0], other)) : [],
            runs = columns.SelectMany((column, index) => column.Records.OrderBy(record => record.Summary.Seed).Select(record => RunOf(record, index, column.Store, folder))),
        };
        SelfContainedPage.Write("evaluation", $"Coffee test, seeds {SeedList.Format(seeds)}", new PagePack().Finish(page), outHtml);
    }

    private static object ColumnOf(EvaluationColumn column)
    {
        EvaluationStatistics statistics = column.Statistics;
        return new
        {
            name = statistics.Planner,
            column.Meaning,
            statistics.Runs,
            made = column.Records.Max(record => record.MadeAt).UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            build = ResultsWriter.Several(column.Records.Select(record => ResultsWriter.ShortVersion(record.Summary.Versions.Build))).Replace("`", "", StringComparison.Ordinal),
            success = ShareOf(statistics.Success),
            stages = statistics.Stages.Select(stage => new { stage.Name, reached = ShareOf(stage.Reached), medianSec = Finite(stage.MedianSimSec) }),
            hazards = statistics.Hazards.Select(SpreadOf),
            efforts = statistics.Efforts.Select(SpreadOf),
            replanMs = new { p50 = Finite(statistics.ReplanP50Ms), p99 = Finite(statistics.ReplanP99Ms) },
            failures = statistics.Failures.Select(failure => new { failure.Reason, failure.Count }),
        };
    }

    private static object ComparisonOf(EvaluationColumn model, EvaluationColumn other)
    {
        PairedComparison pair = PairedComparison.Of(model.Records, other.Records);
        return new { first = model.Statistics.Planner, second = other.Statistics.Planner, pair.OnlyFirst, pair.OnlySecond, pair.Pairs, pair.PValue };
    }

    private static object RunOf(EvaluationRecord record, int column, EvaluationStore store, string folder)
    {
        RunSummary run = record.Summary;
        string kept = store.RunFolder(run.Seed);
        string report = Path.Combine(kept, RunKeeper.ReportFile);
        return new
        {
            column,
            run.Seed,
            run.Success,
            run.Kitchen,
            failure = run.Failure.Split('\n')[0],
            stages = run.Stages.Select(stage => new { stage.Name, stage.Success, sec = stage.SimSeconds }),
            run.Hazards,
            simSec = run.Timing.SimSeconds,
            report = File.Exists(report) ? Path.GetRelativePath(folder, report).Replace('\\', '/') : null,
            moment = run.Success ? null : Moment(Path.Combine(kept, RunKeeper.MomentFile)),
        };
    }

    /// <summary>Null if none was kept or it cannot be read back.</summary>
    private static JsonElement? Moment(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.Clone();
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return null;
        }
    }

    private static object ShareOf(WilsonInterval interval) => new { interval.Successes, interval.Trials, interval.Fraction, interval.Bounds.Low, interval.Bounds.High };

    private static object SpreadOf(NamedSpread figure) => new { name = figure.Name, mean = Finite(figure.Spread.Mean), max = Finite(figure.Spread.Max), digits = figure.Digits };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
