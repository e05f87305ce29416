using RoboticsStack.Models;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.TwoRoom;
using RoboticsStack.TwoRoomAgent;

namespace RoboticsStack.Cli.Benchmarks.TwoRooms;

/// <summary>What others published for this world.</summary>
internal sealed record PublishedFigure(string Name, string Success, string Episodes, string EpisodeSeconds);

/// <summary>How one agent did.</summary>
/// <param name="OnHeldOutLayouts">Those episodes whose layout no walk of the training went through.</param>
/// <param name="MedianArrival">Steps to the goal, over the episodes that got there.</param>
/// <param name="StepMilliseconds">Encoding and search for one step, mean over an episode, median over episodes.</param>
/// <param name="EpisodeSeconds">Median of a whole episode's encoding and search.</param>
/// <param name="FailedSeeds">Episodes that did not end at the goal.</param>
internal sealed record TwoRoomScore(string Name, WilsonInterval Succeeded, WilsonInterval OnHeldOutLayouts, int? MedianArrival, double? StepMilliseconds, double? EpisodeSeconds, IReadOnlyList<ulong> FailedSeeds)
{
    public static TwoRoomScore Of(string name, IReadOnlyList<TwoRoomResult> results)
    {
        TwoRoomResult[] heldOut = [.. results.Where(result => result.Layout.IsHeldOut)];
        double[] episodes = [.. results.Where(result => result.PlanSeconds.Count > 0).Select(result => result.PlanSeconds.Sum()).Order()];
        int[] arrivals = [.. results.Where(result => result.FirstArrival is not null).Select(result => result.FirstArrival!.Value).Order()];
        return new(name, new(results.Count(result => result.Succeeded), results.Count), new(heldOut.Count(result => result.Succeeded), heldOut.Length),
            arrivals.Length > 0 ? arrivals[arrivals.Length / 2] : null, episodes.Length > 0 ? 1000 * episodes[episodes.Length / 2] / TwoRoomRules.Steps : null, episodes.Length > 0 ? episodes[episodes.Length / 2] : null,
            [.. results.Where(result => !result.Succeeded).Select(result => result.Seed)]);
    }
}

/// <summary>What the bench found.</summary>
internal sealed record TwoRoomReport(ulong Seed, TrainingProvenance Training, params IReadOnlyList<TwoRoomScore> Scores)
{
    /// <summary>EB-JEPA: its README (examples/ac_video_jepa), random wall, mean over three seeds and three checkpoints of 20 episodes each; a 512-d latent, 200 samples × 20 iterations × 90 steps. LeWM: arXiv 2603.19312, which also gives DINO-WM's.</summary>
    public static IReadOnlyList<PublishedFigure> Published { get; } =
    [
        new("EB-JEPA, MPPI", "97 ± 2 %", "20", "37"),
        new("LeWM", "87 %", "", ""),
        new("DINO-WM", "100 %", "", ""),
    ];
}
