using RoboticsStack.Control.Robot;
using RoboticsStack.Plant;

namespace RoboticsStack.Faults;

/// <summary>
/// A few seconds of a robot's life at a kitchen counter: a brain, up to two faults at random times, the real gate, the simulated world, and a judge.
/// The same seed and index give the same episode.
/// </summary>
public sealed class FaultEpisode(RobotDescription robot, PromiseBook book, ulong seed)
{
    internal const ulong RunId = 1;

    /// <summary>One episode in so many is run by the stack's own brain; 0 for none.</summary>
    public int RealEvery { get; init; }

    /// <summary>Needed where <see cref="RealEvery"/> is above 0.</summary>
    public IRealBrains? RealBrains { get; init; }

    /// <param name="index">Of the episode.</param>
    /// <param name="watch">Called with the plant before anything runs, to make who looks on; null for nobody.</param>
    public EpisodeResult Run(int index, Func<SimulatedKitchen, IEpisodeWatch>? watch = null)
    {
        EpisodeDraw draw = new(seed, index, RealEvery);
        using SimulatedKitchen plant = EpisodePlace.Find(draw, robot);
        IEpisodeWatch? onlooker = watch?.Invoke(plant);
        using IEpisodeBrain brain = draw.Style != BrainStyle.WorldModel ? new AdversarialBrain(robot, draw.Style, RunId, draw.Random)
            : RealBrains?.Create(draw, robot, RunId) ?? throw new InvalidOperationException("this episode needs the stack's own brain, and nobody makes one");
        using EpisodeRun run = new(draw, robot, plant, brain, book, onlooker);
        return run.Run();
    }
}
