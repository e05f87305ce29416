using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>How an episode went.</summary>
/// <param name="Succeeded">Whether it ended within <see cref="TwoRoomRules.SuccessRadius"/> of the goal.</param>
/// <param name="FirstArrival">Steps until the dot was first that near; null if it never was.</param>
/// <param name="PlanSeconds">What each step's encoding and search took; nearly nothing where the step was part of an earlier plan.</param>
public sealed record TwoRoomResult(ulong Seed, RoomLayout Layout, DotPosition Goal, IReadOnlyList<DotPosition> Path, bool Succeeded, int? FirstArrival, IReadOnlyList<double> PlanSeconds)
{
    public double FinalDistance => Path[^1].DistanceTo(Goal);
}

/// <summary>Sends an agent through episodes: it gets images and gives actions.</summary>
public static class TwoRoomTrial
{
    /// <param name="clock">Of the host, to time the planning.</param>
    public static TwoRoomResult Run(TwoRoomModel model, TwoRoomPlannerOptions options, ulong seed, IClock clock)
    {
        using TwoRoomPlanner planner = new(model, options, RandomStream.For(seed, "two-room planner"));
        TwoRoomEpisode episode = new(seed);
        episode.ObserveGoal(model.Image);
        planner.SetGoal();
        List<double> seconds = [];
        return Follow(episode, () =>
        {
            episode.Observe(model.Image);
            Timestamp begin = clock.Now;
            DotPosition action = planner.Act();
            seconds.Add(clock.Now.SecondsSince(begin));
            return action;
        }, seconds);
    }

    /// <summary>The same episode with steps of full length in directions that drift at random.</summary>
    public static TwoRoomResult RunBlindly(ulong seed)
    {
        RandomStream random = RandomStream.For(seed, "blind walk");
        double direction = random.Uniform(0, 2 * Math.PI);
        return Follow(new(seed), () =>
        {
            direction += random.Gaussian(0, 0.5);
            return new DotPosition(Math.Cos(direction), Math.Sin(direction)) * TwoRoomRules.MaxStep;
        }, []);
    }

    private static TwoRoomResult Follow(TwoRoomEpisode episode, Func<DotPosition> act, IReadOnlyList<double> seconds)
    {
        int? arrival = null;
        while (!episode.IsOver)
        {
            episode.Step(act());
            arrival ??= episode.IsAtGoal ? episode.Path.Count - 1 : null;
        }
        return new(episode.Seed, episode.Layout, episode.Goal, episode.Path, episode.IsAtGoal, arrival, seconds);
    }
}
