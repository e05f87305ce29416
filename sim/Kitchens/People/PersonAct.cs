using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Kitchens.People;

public enum PersonActKind
{
    /// <summary>To a place on the floor, in a straight line.</summary>
    Walk,

    /// <summary>Stands for a while.</summary>
    Wait,

    /// <summary>Stretches the right hand out to a point, leaves it there, and takes it back.</summary>
    Reach,
}

/// <summary>One thing that a person does, in the world frame.</summary>
/// <param name="Target">Where to; for walking its height does not matter.</param>
/// <param name="SpeedMPerSec">Of the body when walking, of the hand when reaching.</param>
/// <param name="Seconds">To wait, or to leave the hand out.</param>
public readonly record struct PersonAct(PersonActKind Kind, Vec3 Target, double SpeedMPerSec, double Seconds)
{
    public static PersonAct Walk(double x, double y, double speedMPerSec) => new(PersonActKind.Walk, new(x, y, 0), speedMPerSec, 0);

    public static PersonAct Wait(double seconds) => new(PersonActKind.Wait, Vec3.Zero, 0, seconds);

    public static PersonAct Reach(Vec3 target, double speedMPerSec, double seconds) => new(PersonActKind.Reach, target, speedMPerSec, seconds);
}

/// <summary>A simulated person: what they look like, where they begin, and what they set out to do, one act after the other.</summary>
public sealed record PersonSpec
{
    /// <summary>Name of the body in the scene.</summary>
    public required string Name { get; init; }
    public required double HeightM { get; init; }
    public required Pose2 Start { get; init; }
    public required IReadOnlyList<PersonAct> Acts { get; init; }

    /// <summary>Stops before the robot while it stands in the way, and turns to the next act if it does not clear it. Otherwise walks on until they touch.</summary>
    public bool IsCareful { get; init; }
}
