using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.TwoRoom;
using RoboticsStack.TwoRoomAgent;
using Spectre.Console;

namespace RoboticsStack.Cli.Benchmarks.TwoRooms;

/// <summary>What 'robot bench tworoom' was asked for.</summary>
/// <param name="Seed">Of the first episode; the others follow.</param>
/// <param name="TrainingSteps">Null for those of the committed weights.</param>
internal sealed record TwoRoomBenchOptions(string ModelDirectory, string PictureDirectory, int Episodes, ulong Seed, bool Train, long? TrainingSteps, bool Json);

/// <summary>Trains and tries the agent of the two rooms, beside rivals on the same episodes and what others published.</summary>
internal sealed class TwoRoomBench(TwoRoomBenchOptions options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private static readonly StopwatchClock Clock = new(Stopwatch.StartNew());

    public void Run(CancellationToken cancellation)
    {
        if (options.Train)
        {
            TwoRoomTrainerOptions trainer = new();
            BenchCommand.Say("two rooms: exploring, then training …");
            TwoRoomTraining.Execute(options.ModelDirectory, new(), trainer with { Steps = options.TrainingSteps ?? trainer.Steps }, Clock, new TrainingLine(), cancellation);
        }
        using TwoRoomModel model = TwoRoomModel.Load(options.ModelDirectory);
        TwoRoomPlannerOptions planner = new();
        IReadOnlyList<TwoRoomResult> own = Try("model", seed => TwoRoomTrial.Run(model, planner, seed, Clock), cancellation);
        IReadOnlyList<TwoRoomResult> inLatent = Try("distance in the latent", seed => TwoRoomTrial.Run(model, planner with { MeasureOnMap = false }, seed, Clock), cancellation);
        IReadOnlyList<TwoRoomResult> blind = Try("blind", TwoRoomTrial.RunBlindly, cancellation);
        string page = TwoRoomPage.Write(options.PictureDirectory, own);
        TwoRoomReport report = new(options.Seed, model.Manifest.Training, TwoRoomScore.Of("this project", own), TwoRoomScore.Of("this project, distance to the goal in the latent instead of on the map", inLatent), TwoRoomScore.Of("aimless steps of full length", blind));
        string json = JsonSerializer.Serialize(report, Json);
        File.WriteAllText(Path.Combine(options.PictureDirectory, "tworoom.json"), json);
        if (options.Json)
        {
            Console.Out.WriteLine(json);
        }
        else
        {
            Print(report);
        }
        BenchCommand.Say($"Page: {page}");
    }

    private List<TwoRoomResult> Try(string name, Func<ulong, TwoRoomResult> run, CancellationToken cancellation)
    {
        List<TwoRoomResult> results = [];
        double shownSec = Clock.Now.Seconds;
        for (int i = 0; i < options.Episodes; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(run(options.Seed + (ulong)i));
            if (Clock.Now.Seconds - shownSec > 5)
            {
                shownSec = Clock.Now.Seconds;
                BenchCommand.Say($"two rooms, {name}: {i + 1} of {options.Episodes} episodes, {results.Count(result => result.Succeeded)} succeeded");
            }
        }
        return results;
    }

    private static void Print(TwoRoomReport report)
    {
        Table table = new Table().RoundedBorder().AddColumns("", "success", "episodes", "layouts never trained on", "first arrival, steps", "ms a step", "s an episode", "training");
        foreach (TwoRoomScore score in report.Scores)
        {
            table.AddRow(score.Name, Share(score.Succeeded), Number(score.Succeeded.Trials), $"{score.OnHeldOutLayouts.Successes} of {score.OnHeldOutLayouts.Trials}",
                score.MedianArrival is { } steps ? Number(steps) : "", score.StepMilliseconds is { } ms ? ms.ToString("F1", CultureInfo.InvariantCulture) : "",
                score.EpisodeSeconds is { } s ? s.ToString("F2", CultureInfo.InvariantCulture) : "",
                score.StepMilliseconds is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{report.Training.WallSeconds / 60:F0} min, {report.Training.Steps} steps"));
        }
        foreach (PublishedFigure figure in TwoRoomReport.Published)
        {
            table.AddRow(figure.Name, figure.Success, figure.Episodes, "", "", "", figure.EpisodeSeconds, "");
        }
        Terminal.Out.Write(table);
        Terminal.Out.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"Seeds {report.Seed} to {report.Seed + (ulong)report.Scores[0].Succeeded.Trials - 1}. Intervals are Wilson's at 95 %. Times are medians, both cores if they are free. Published figures are those of their authors, on their machines.");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Share(WilsonInterval interval) => string.Create(CultureInfo.InvariantCulture, $"{100 * interval.Fraction:F1} % ({100 * interval.Bounds.Low:F1}–{100 * interval.Bounds.High:F1})");

    private sealed class TrainingLine : IProgress<TwoRoomProgress>
    {
        public void Report(TwoRoomProgress value) => BenchCommand.Say(FormattableString.Invariant(
            $"training step {value.Step,6} of {value.Steps}  {Clock.Now.Seconds,5:F0} s  loss {value.Loss:F3}  prediction {value.Prediction:F4} (nothing changes: {value.Unchanged:F3})  action {value.InverseDynamics:F3} px²  variance {value.Variance:F3}  apart {value.Far:F2}, one block {value.Near:F3}"));
    }
}
