using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Planning.Checking;

/// <summary>The measured state that rollouts of one replan start from.</summary>
public readonly record struct CheckStart
{
    public required JointVector PositionsRad { get; init; }
    public required JointVector VelocitiesRadPerSec { get; init; }
    public required double GripperWidthM { get; init; }

    /// <summary>Where the gripper is commanded to be, in arm_base, and how wide.</summary>
    public required Pose Setpoint { get; init; }
    public required double SetpointWidthM { get; init; }
    public required double GripperForceN { get; init; }

    /// <summary>Pose of the goal slot, for predicted values relative to it; null if there is none.</summary>
    public Pose? GoalInArmBase { get; init; }

    /// <summary>Height of what the vessel would rest on, in arm_base.</summary>
    public double? SupportHeightM { get; init; }
}
