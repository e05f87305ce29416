using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Plant.Robot;

namespace RoboticsStack.Plant;

public sealed record PlantOptions
{
    /// <summary>Height of the lift while the robot drives, arm folded, metres.</summary>
    public const double DrivingLiftM = 0.10;

    /// <summary>Everything random in the plant, the kitchen itself left out.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How this robot differs from its description; null draws it from the seed.</summary>
    public RobotVariation? Variation { get; init; }

    /// <summary>Where the base stands at the start; null: inside the front door.</summary>
    public Pose2? Start { get; init; }

    /// <summary>Arm joints at the start; null: stowed.</summary>
    public JointVector? StartPosture { get; init; }

    /// <summary>Height of the lift at the start, metres.</summary>
    public double LiftM { get; init; } = DrivingLiftM;
    public double GripperWidthM { get; init; } = 0.08;
    public bool HasHeadCamera { get; init; } = true;
    public bool HasWristCamera { get; init; } = true;
    public bool HasLidar { get; init; } = true;
}
