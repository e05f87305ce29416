using RoboticsStack.Core.Geometry;
using RoboticsStack.Intuition.Observing;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition;

/// <summary>What happens in a clip, before it is simulated.</summary>
public sealed record Script(Stage Stage, IReadOnlyList<Thing> Things)
{
    /// <summary>Things in one clip, at most.</summary>
    public const int MaxThings = 3;

    /// <summary>With one thing starting somewhere else.</summary>
    internal Script Moved(int thing, Vec3 by) => this with
    {
        Things = [.. Things.Select((it, i) => i == thing ? it with { Start = it.Start with { Position = it.Start.Position + by } } : it)],
    };
}

/// <summary>A simulated clip: what the detector reported, and (for judging and for pictures only) what was so.</summary>
/// <param name="Seen">By frame and thing.</param>
/// <param name="Views">By frame: the stage without the board and the rack where nothing of them is in view.</param>
/// <param name="Truth">Pose and velocity by frame and thing.</param>
public sealed record Clip(Script Script, IReadOnlyList<Sighting[]> Seen, IReadOnlyList<Stage> Views, IReadOnlyList<ThingState[]> Truth)
{
    public const int Frames = 30;
    public const double FrameSec = 0.1;

    /// <summary>No part of the thing could be seen in these frames.</summary>
    public bool IsHidden(int thing, int firstFrame, int lastFrame) =>
        Enumerable.Range(firstFrame, lastFrame - firstFrame + 1).All(frame => Seen[frame][thing].Share == 0);

    /// <summary>Most of the thing could be seen in these frames.</summary>
    public bool IsInView(int thing, int firstFrame, int lastFrame) =>
        Enumerable.Range(firstFrame, lastFrame - firstFrame + 1).All(frame => Seen[frame][thing].Share > 0.6);

    /// <summary>Metres between where a thing is in this clip and in another.</summary>
    public double Apart(Clip other, int thing, int frame) => Truth[frame][thing].Pose.Position.DistanceTo(other.Truth[frame][thing].Pose.Position);

    /// <summary>This clip with the frames of another in place of some of its own.</summary>
    public Clip Cut(Clip other, Crossing at)
    {
        IReadOnlyList<T> Frames<T>(IReadOnlyList<T> own, IReadOnlyList<T> foreign) => [.. own.Select((frame, i) => i >= at.From && i < at.To ? foreign[i] : frame)];
        return this with { Seen = Frames(Seen, other.Seen), Views = Frames(Views, other.Views), Truth = Frames(Truth, other.Truth) };
    }
}

/// <summary>Pose and velocity in the map's frame.</summary>
public readonly record struct ThingState(Pose Pose, Twist Velocity);

/// <summary>Where two possible clips of a quadruplet are crossed, and what is then impossible in either.</summary>
/// <param name="From">First frame that is taken from the other clip.</param>
/// <param name="To">The frame after the last one taken.</param>
/// <param name="First">For people: what happens in the first clip with frames of the second, as in "is gone".</param>
/// <param name="Second">And the other way round.</param>
public sealed record Crossing(int From, int To, string First, string Second);

/// <summary>A possible clip and an impossible one that is the same until the violation.</summary>
/// <param name="Violation">What is impossible, as in "is gone".</param>
/// <param name="Other">The possible clip from which the impossible one has its frames from <see cref="Crossing.From"/> on.</param>
public sealed record ClipPair(PhysicsCategory Category, string Scenario, string Violation, Crossing Crossing, Clip Possible, Clip Impossible, Clip Other);

/// <summary>
/// Two possible clips of one scene and the two impossible ones that come of crossing them, as in IntPhys (Riochet et al., arXiv 1803.07616): every single frame is in one possible and in
/// one impossible clip, so that none of them tells anything.
/// </summary>
public sealed record Quadruplet(PhysicsCategory Category, string Scenario, Crossing Crossing, Clip First, Clip Second)
{
    public IReadOnlyList<ClipPair> Pairs { get; } =
    [
        new(Category, Scenario, Crossing.First, Crossing, First, First.Cut(Second, Crossing), Second),
        new(Category, Scenario, Crossing.Second, Crossing, Second, Second.Cut(First, Crossing), First),
    ];
}
