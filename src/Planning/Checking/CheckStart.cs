using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Planning.Checking;

/// <summary>The measured state that rollouts of one replan start from.</summary>
public readonly record struct CheckStart
{
    public required JointVector PositionsRad { get; init; }
    public required JointVector VelocitiesRadPerSec { get; init; }
    public required double GripperWidthM { get; init; }

    /// <summary>What the gate commands the joints at the same instant.</summary>
    public required JointVector CommandedRad { get; init; }
    public required JointVector CommandedRadPerSec { get; init; }

    /// <summary>Width that the gripper is commanded to.</summary>
    public required double SetpointWidthM { get; init; }
    public required double GripperForceN { get; init; }

    /// <summary>Height of the lift: where the robot's own body is, which the gate keeps the arm clear of.</summary>
    public double LiftM { get; init; }

    /// <summary>Pose of the goal slot, for predicted values relative to it; null if there is none.</summary>
    public Pose? GoalInArmBase { get; init; }

    /// <summary>Height of what the vessel would rest on, in arm_base.</summary>
    public double? SupportHeightM { get; init; }
}
