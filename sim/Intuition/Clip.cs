using RoboticsStack.Core.Geometry;
using RoboticsStack.Intuition.Observing;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition;

/// <summary>What happens in a clip, before it is simulated.</summary>
public sealed record Script(Stage Stage, IReadOnlyList<Thing> Things)
{
    /// <summary>Things in one clip, at most.</summary>
    public const int MaxThings = 3;
}

/// <summary>A simulated clip: what the detector reported, and (for judging and for pictures only) what was so.</summary>
/// <param name="Seen">By frame and thing.</param>
/// <param name="Truth">Pose and velocity by frame and thing.</param>
public sealed record Clip(Script Script, IReadOnlyList<Sighting[]> Seen, IReadOnlyList<ThingState[]> Truth)
{
    public const int Frames = 30;
    public const double FrameSec = 0.1;

    /// <summary>No part of the thing could be seen in these frames.</summary>
    public bool IsHidden(int thing, int firstFrame, int lastFrame) =>
        Enumerable.Range(firstFrame, lastFrame - firstFrame + 1).All(frame => Seen[frame][thing].Share == 0);

    /// <summary>Most of the thing could be seen in these frames.</summary>
    public bool IsInView(int thing, int firstFrame, int lastFrame) =>
        Enumerable.Range(firstFrame, lastFrame - firstFrame + 1).All(frame => Seen[frame][thing].Share > 0.6);
}

/// <summary>Pose and velocity in the map's frame.</summary>
public readonly record struct ThingState(Pose Pose, Twist Velocity);

/// <summary>A possible clip and an impossible one that is the same until the violation.</summary>
public sealed record ClipPair(PhysicsCategory Category, string Scenario, Violation Violation, Clip Possible, Clip Impossible);
