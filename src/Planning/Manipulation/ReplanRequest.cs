using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Planning.Checking;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>Everything one replan needs.</summary>
public sealed record ReplanRequest
{
    /// <summary>When the observation was made; the plan's first waypoint lies there.</summary>
    public required Timestamp ObservedAt { get; init; }
    public required ManipulationInputs Inputs { get; init; }

    /// <summary>Width that the gripper is commanded to at that instant.</summary>
    public required double SetpointWidthM { get; init; }
    public required SkillObjective Objective { get; init; }

    /// <summary>
    /// Actions under way until the plan takes effect, if the caller knows better than the previous plan does, for instance because another
    /// skill made them; null takes the previous plan's.
    /// </summary>
    public IReadOnlyList<float>? Committed { get; init; }

    /// <summary>For the physics check.</summary>
    public PerceivedScene Scene { get; init; } = PerceivedScene.Empty;

    /// <summary>What the gate commands the joints now, for the check; null takes the measured ones, at rest.</summary>
    public ArmCommand? Command { get; init; }

    /// <summary>Height of the lift, metres, for the check.</summary>
    public double LiftM { get; init; }

    /// <summary>Where the gripper will be on success, for a goal observation; null leaves the latent distance out.</summary>
    public Pose? GripperAtSuccess { get; init; }
}

/// <summary>Joint setpoints of one instant.</summary>
public readonly record struct ArmCommand(JointVector PositionRad, JointVector VelocityRadPerSec);

/// <summary>Parts of a replan, in order, for a host that measures how long they take.</summary>
public enum ReplanPhase
{
    Encode,
    Plan,
    Check,
}
