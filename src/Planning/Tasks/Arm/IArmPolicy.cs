using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Observation;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Tasks.Arm;

/// <summary>What the arm is asked for in one brain cycle.</summary>
public sealed record ArmRequest
{
    public required Timestamp Now { get; init; }
    public required ManipulationInputs Inputs { get; init; }
    public required SkillObjective Objective { get; init; }

    /// <summary>The gripper as commanded now.</summary>
    public required GripperWaypoint Setpoint { get; init; }

    /// <summary>The action already under way: it runs until the answer can take effect, one step from now.</summary>
    public required IReadOnlyList<float> Committed { get; init; }

    /// <summary>Where the gripper would be on success, arm_base; null if that is not known.</summary>
    public Pose? GripperAtSuccess { get; init; }

    /// <summary>The object's track, for its shape and what it holds; null when the skill has no object.</summary>
    public ObjectTrack? Object { get; init; }
    public required WorldBelief Belief { get; init; }

    /// <summary>True while <see cref="Object"/> is in the hand.</summary>
    public bool IsHolding { get; init; }

    /// <summary>The first request of a skill: what was planned before says nothing.</summary>
    public bool IsNewSkill { get; init; }
}

/// <param name="Path">Waypoints a step apart, the first one now; the first step is the committed one.</param>
/// <param name="Report">For people and recordings; null when nothing was planned.</param>
/// <param name="HoldsBecause">Why the arm stands still although it should move: what was wrong with every plan; null if it moves.</param>
public sealed record ArmDecision(GripperTrajectory Path, ReplanReport? Report, string? HoldsBecause = null)
{
    /// <summary>For recordings: what the planner was shown; null when nothing was planned.</summary>
    public ReplanSituation? Situation { get; init; }

    /// <summary>For people and recordings: what the world model saw and foresaw; null when it was not asked.</summary>
    public ImaginationReport? Imagination { get; init; }

    /// <summary>How the search went, for people and recordings; null when nothing was searched.</summary>
    public PlannerTrace? Trace { get; init; }
}

/// <summary>Decides how the arm moves: the world-model planner in a run, an expert when data are made.</summary>
public interface IArmPolicy
{
    ArmDecision Decide(ArmRequest request);
}
