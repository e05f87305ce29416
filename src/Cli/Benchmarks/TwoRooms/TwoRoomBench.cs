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
    /// <summary>The rival that plans in earnest gets one in so many of the episodes, the first ones.</summary>
    private const int RivalShare = 4;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, IncludeFields = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private static readonly StopwatchClock Clock = new(Stopwatch.StartNew());

    public void Run(CancellationToken cancellation)
    {
        if (options.Train)
        {
            TwoRoomTrainerOptions trainer = new();
            DynamicsTrainerOptions dynamics = new();
            DistanceTrainerOptions distance = new();
            BenchCommand.Say("two rooms: exploring, then training …");
            TwoRoomTraining.Execute(options.ModelDirectory, new(), trainer with { Steps = options.TrainingSteps ?? trainer.Steps }, dynamics with { Steps = options.TrainingSteps ?? dynamics.Steps },
                distance with { Steps = options.TrainingSteps ?? distance.Steps }, Clock, new TrainingLine(), cancellation);
        }
        using TwoRoomModel model = TwoRoomModel.Load(options.ModelDirectory);
        TwoRoomPlannerOptions planner = new();
        IReadOnlyList<TwoRoomResult> own = Try("model", options.Episodes, seed => TwoRoomTrial.Run(model, planner, seed, Clock), cancellation);
        IReadOnlyList<TwoRoomResult> inLatent = Try("by latent distance", Math.Max(1, options.Episodes / RivalShare), seed => TwoRoomTrial.Run(model, planner with { UseLearnedDistance = false }, seed, Clock), cancellation);
        IReadOnlyList<TwoRoomResult> blind = Try("aimless", options.Episodes, TwoRoomTrial.RunBlindly, cancellation);
        string page = TwoRoomPage.Write(options.PictureDirectory, own);
        TwoRoomReport report = new(options.Seed, model.Manifest.Training, TwoRoomScore.Of("this project", own), TwoRoomScore.Of("… by latent distance", inLatent), TwoRoomScore.Of("aimless steps", blind));
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

    private List<TwoRoomResult> Try(string name, int episodes, Func<ulong, TwoRoomResult> run, CancellationToken cancellation)
    {
        List<TwoRoomResult> results = [];
        double shownSec = Clock.Now.Seconds;
        for (int i = 0; i < episodes; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(run(options.Seed + (ulong)i));
            if (Clock.Now.Seconds - shownSec > 5)
            {
                shownSec = Clock.Now.Seconds;
                BenchCommand.Say($"two rooms, {name}: {i + 1} of {episodes} episodes, {results.Count(result => result.Succeeded)} succeeded");
            }
        }
        return results;
    }

    private static void Print(TwoRoomReport report)
    {
        Table table = new Table().RoundedBorder().AddColumns("", "success", "episodes", "new layouts", "arrival", "ms/step", "s/episode", "training");
        foreach (TwoRoomScore score in report.Scores)
        {
            table.AddRow(score.Name, Share(score.Succeeded), Number(score.Succeeded.Trials), $"{score.OnHeldOutLayouts.Successes} of {score.OnHeldOutLayouts.Trials}",
                score.MedianArrival is { } steps ? Number(steps) : "", score.StepMilliseconds is { } ms ? ms.ToString("F1", CultureInfo.InvariantCulture) : "",
                score.EpisodeSeconds is { } s ? s.ToString("F2", CultureInfo.InvariantCulture) : "",
                score.StepMilliseconds is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{report.Training.WallSeconds / 60:F0} min"));
        }
        foreach (PublishedFigure figure in TwoRoomReport.Published)
        {
            table.AddRow(figure.Name, figure.Success, figure.Episodes, "", "", "", figure.EpisodeSeconds, "");
        }
        Terminal.Out.Write(table);
        Terminal.Out.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"Seeds {report.Seed} to {report.Seed + (ulong)report.Scores[0].Succeeded.Trials - 1}. Intervals are Wilson's at 95 %. New layouts: episodes whose wall and door no walk of the training saw. Arrival: steps, median. Times: medians.");
        Terminal.Out.MarkupLineInterpolated($"By latent distance: the same model and search, the goal's distance measured in the latent, not by the learned network. Published: by their authors, on their machines; LeWM's world is a TwoRoom of its own.");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Share(WilsonInterval interval) => string.Create(CultureInfo.InvariantCulture, $"{100 * interval.Fraction:F1} % ({100 * interval.Bounds.Low:F1}–{100 * interval.Bounds.High:F1})");

    private sealed class TrainingLine : IProgress<TwoRoomProgress>
    {
        public void Report(TwoRoomProgress value) => BenchCommand.Say(FormattableString.Invariant($"{value.Stage} {value.Step,6} of {value.Steps}  {Clock.Now.Seconds,5:F0} s")
            + string.Concat(value.Figures.Select(figure => FormattableString.Invariant($"  {figure.Name} {figure.Value:F4}"))));
    }
}
