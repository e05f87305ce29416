using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;

namespace RoboticsStack.Planning.Observation;

/// <summary>
/// Everything one 10 Hz observation is built from, in plain numbers, so that the running brain and the generator of training data build it in
/// the same way. Poses are in arm_base.
/// </summary>
public sealed record ManipulationInputs
{
    /// <summary>Seven arm joints.</summary>
    public required IReadOnlyList<double> JointPositionsRad { get; init; }
    public required IReadOnlyList<double> JointVelocitiesRadPerSec { get; init; }

    /// <summary>What the drives exert beyond what carries the arm itself, Nm, mean over the last step: see <see cref="StepForces"/>.</summary>
    public required IReadOnlyList<double> JointTorquesNm { get; init; }
    public required double GripperWidthM { get; init; }
    public required double GripperVelocityMPerSec { get; init; }

    /// <summary>Forward kinematics of <see cref="JointPositionsRad"/>.</summary>
    public required Pose GripperInArmBase { get; init; }

    /// <summary>Where the gripper is commanded to be at the same instant.</summary>
    public required Pose SetpointInArmBase { get; init; }

    /// <summary>At the wrist, in the gripper frame; null when it is missing.</summary>
    public Wrench? WristWrench { get; init; }

    /// <summary>At the wrist, in the gripper frame, mean over the last step: see <see cref="StepForces"/>.</summary>
    public Wrench StepWrench { get; init; }

    /// <summary>Left pad's 16 × 8 cells, then the right pad's, newtons; null when they are missing.</summary>
    public IReadOnlyList<float>? TactileN { get; init; }
    public WristImage? Wrist { get; init; }

    /// <summary><see cref="ActionScale.Size"/> values: the action of the step that led here.</summary>
    public required IReadOnlyList<float> PreviousAction { get; init; }
    public SlotState? Object { get; init; }
    public SlotState? Goal { get; init; }

    /// <summary>Any number; the observation takes the nearest two.</summary>
    public IReadOnlyList<SlotState> Neighbours { get; init; } = [];

    /// <summary>Height of what the object stands on or would be set down on, in arm_base; null if not known.</summary>
    public double? SupportHeightM { get; init; }
}
