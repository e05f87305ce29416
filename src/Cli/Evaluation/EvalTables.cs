using System.Globalization;
using RoboticsStack.Runtime.Evaluation;
using Spectre.Console;

namespace RoboticsStack.Cli.Evaluation;

/// <summary>An evaluation's statistics as tables for a terminal.</summary>
internal static class EvalTables
{
    public static void Print(EvaluationStatistics statistics)
    {
        Table stages = new Table().Title($"planner: {statistics.Planner}, {statistics.Runs} runs").AddColumns("stage", "runs", "share (95 %)", "median s");
        foreach (StageStatistics stage in statistics.Stages)
        {
            stages.AddRow(stage.Name, Count(stage.Reached), stage.Reached.ToString(), Number(stage.MedianSimSec, 0));
        }
        stages.AddRow("[bold]coffee served[/]", Count(statistics.Success), $"[bold]{statistics.Success}[/]", "");
        AnsiConsole.Write(stages);

        Table hazards = new Table().Title("per run").AddColumns("", "mean", "largest");
        foreach ((string name, Spread spread, int digits) in statistics.Hazards.Concat(statistics.Efforts))
        {
            hazards.AddRow(name, Number(spread.Mean, digits), Number(spread.Max, digits));
        }
        AnsiConsole.Write(hazards);
        AnsiConsole.MarkupLineInterpolated(
            $"Replan: median {Number(statistics.ReplanP50Ms, 1)} ms, 99th percentile {Number(statistics.ReplanP99Ms, 1)} ms (medians over the runs)");
        foreach ((string reason, int count) in statistics.Failures)
        {
            AnsiConsole.MarkupLineInterpolated($"{count} × {reason}");
        }
    }

    private static string Count(WilsonInterval interval) => $"{interval.Successes}/{interval.Trials}";

    private static string Number(double value, int digits) => double.IsNaN(value) ? "–" : value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
