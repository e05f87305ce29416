using RoboticsStack.Core.Randomness;

namespace RoboticsStack.TwoRoom;

/// <summary>One walk: where the dot was, and what it did in between.</summary>
/// <param name="Places">One more than actions.</param>
public sealed record Walk(IReadOnlyList<DotPosition> Places, IReadOnlyList<DotPosition> Actions);

/// <summary>All walks through one layout.</summary>
public sealed record ExploredLayout(RoomLayout Layout, IReadOnlyList<Walk> Walks);

/// <summary>How much is explored, and how.</summary>
public sealed record ExplorationOptions
{
    public int WalksPerLayout { get; init; } = 24;

    /// <summary>Actions of a walk: 90, as in the source.</summary>
    public int Steps { get; init; } = 90;

    /// <summary>Share of walks that are laid through the door.</summary>
    public double ThroughDoor { get; init; } = 0.35;

    /// <summary>κ of the change of direction from step to step; 1/0.2, as in the source.</summary>
    public double TurnConcentration { get; init; } = 5;
    public ulong Seed { get; init; } = 1;

    internal void Validate()
    {
        if (WalksPerLayout is < 2 or > 1000 || Steps is < 2 or > 10_000 || ThroughDoor is not (>= 0 and <= 1) || !(TurnConcentration > 0))
        {
            throw new ArgumentException($"Walks 2 to 1000, steps 2 to 10000, a share in 0..1, a concentration above 0: {this}");
        }
    }
}

/// <summary>
/// Aimless walks through every layout that is not held out, after the source's recipe: a direction that drifts by a von Mises angle each step, and a third of the walks laid through the
/// door. Steps differ: the source's have length 1.0 ± 0.4, although the planner may then take 2.45; here each walk has a pace of its own, so that all lengths up to the longest occur.
/// </summary>
public static class Exploration
{
    private const double SlowestPace = 0.5, PaceDeviation = 0.3, ShortestStep = 0.2;

    /// <summary>A walk through the door meets it within this of straight across, rad.</summary>
    private const double SteepestCrossing = Math.PI / 4;

    /// <summary>Standard deviation about the middle of the door, px.</summary>
    private const double CrossingDeviation = 1.4;

    public static IReadOnlyList<ExploredLayout> Explore(ExplorationOptions options)
    {
        options.Validate();
        return [.. RoomLayout.All.Where(layout => !layout.IsHeldOut).Select(layout => Explore(layout, options))];
    }

    public static ExploredLayout Explore(RoomLayout layout, ExplorationOptions options)
    {
        RandomStream random = RandomStream.For(options.Seed, $"walks {layout.WallX} {layout.DoorY}");
        VonMises turn = new(options.TurnConcentration);
        return new(layout, [.. Enumerable.Range(0, options.WalksPerLayout).Select(_ =>
        {
            (DotPosition start, DotPosition[] actions) = random.Chance(options.ThroughDoor)
                ? ThroughDoor(layout, options.Steps, turn, random)
                : (layout.AnyPlace(random), Wander(random.Uniform(0, 2 * Math.PI), Pace(random), options.Steps, turn, random));
            return Follow(layout, start, actions, random);
        })]);
    }

    private static Walk Follow(RoomLayout layout, DotPosition start, DotPosition[] actions, RandomStream random)
    {
        DotPosition[] places = new DotPosition[actions.Length + 1];
        places[0] = start;
        for (int i = 0; i < actions.Length; i++)
        {
            places[i + 1] = DotMotion.Step(layout, places[i], actions[i], random);
        }
        return new(places, actions);
    }

    private static double Pace(RandomStream random) => random.Uniform(SlowestPace, TwoRoomRules.MaxStep);

    private static DotPosition[] Wander(double direction, double pace, int steps, VonMises turn, RandomStream random)
    {
        DotPosition[] actions = new DotPosition[steps];
        for (int i = 0; i < steps; i++)
        {
            double length = Math.Clamp(random.Gaussian(pace, PaceDeviation), ShortestStep, TwoRoomRules.MaxStep);
            actions[i] = new(length * Math.Cos(direction), length * Math.Sin(direction));
            direction += turn.Draw(random);
        }
        return actions;
    }

    /// <summary>Forwards from a place in the door, and backwards from it: it starts where, were there no walls, it would come through the door.</summary>
    private static (DotPosition Start, DotPosition[] Actions) ThroughDoor(RoomLayout layout, int steps, VonMises turn, RandomStream random)
    {
        double height = Math.Clamp(random.Gaussian(0, CrossingDeviation), -TwoRoomRules.DoorHalfWidth + 0.5, TwoRoomRules.DoorHalfWidth - 0.5);
        DotPosition door = new(random.Uniform(layout.WallLeft, layout.WallRight), layout.DoorY + height);
        double direction = random.Uniform(-SteepestCrossing, SteepestCrossing) + (random.Chance(0.5) ? Math.PI : 0), pace = Pace(random);
        int before = 1 + random.Index(steps - 1);
        DotPosition[] away = Wander(direction + Math.PI, pace, before, turn, random), onwards = Wander(direction, pace, steps - before, turn, random);
        DotPosition start = door;
        foreach (DotPosition step in away)
        {
            start += step;
        }
        const double Inside = 0.01;
        start = new(Math.Clamp(start.X, TwoRoomRules.BorderLow + Inside, TwoRoomRules.BorderHigh - Inside), Math.Clamp(start.Y, TwoRoomRules.BorderLow + Inside, TwoRoomRules.BorderHigh - Inside));
        return (layout.IsFree(start) ? start : layout.AnyPlace(random), [.. away.Reverse().Select(step => step * -1), .. onwards]);
    }
}
