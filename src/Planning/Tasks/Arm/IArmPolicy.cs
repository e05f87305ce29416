using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Planning.Tasks.Arm;

/// <summary>What the arm is asked for in one brain cycle.</summary>
public sealed record ArmRequest
{
    public required Timestamp Now { get; init; }
    public required ManipulationInputs Inputs { get; init; }
    public required SkillObjective Objective { get; init; }

    /// <summary>Gripper setpoint when the answer takes effect, arm_base; the answer's actions start from here.</summary>
    public required GripperWaypoint Setpoint { get; init; }

    /// <summary>The object's track, for its shape and what it holds; null when the skill has no object.</summary>
    public ObjectTrack? Object { get; init; }
    public required WorldBelief Belief { get; init; }

    /// <summary>True while <see cref="Object"/> is in the hand.</summary>
    public bool IsHolding { get; init; }

    /// <summary>The first request of a skill: what was planned before says nothing.</summary>
    public bool IsNewSkill { get; init; }
}

/// <param name="Actions">[steps, action size], row-major, in the action's own unit; only the first step is executed before the next cycle.</param>
/// <param name="Report">For people and recordings; null when nothing was planned.</param>
public sealed record ArmDecision(float[] Actions, ReplanReport? Report);

/// <summary>Decides how the arm moves: the world-model planner in a run, an expert when data are made.</summary>
public interface IArmPolicy
{
    ArmDecision Decide(ArmRequest request);
}
