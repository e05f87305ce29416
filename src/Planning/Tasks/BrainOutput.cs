using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Planning.Tasks;

/// <summary>What one brain cycle wants of the body; cleared before each cycle. Nothing set means: stand still.</summary>
public sealed class BrainOutput
{
    /// <summary>Gripper waypoints in arm_base at absolute times; empty: the arm holds.</summary>
    public List<ArmPoint> Arm { get; } = [];

    /// <summary>Joint waypoints at absolute times, for folding the arm; used when <see cref="Arm"/> is empty.</summary>
    public List<JointPoint> Joints { get; } = [];

    /// <summary>Base velocities at absolute times; empty: the base stands.</summary>
    public List<BasePoint> Base { get; } = [];

    /// <summary>Height wanted of the lift, metres; kept from cycle to cycle.</summary>
    public double LiftM { get; set; }

    /// <summary>Asks the gate for gentle accelerations.</summary>
    public bool VesselFull { get; set; }

    /// <summary>The most that a fingertip pad may be pressed with for what is held, N; 0: as much as the robot allows. Kept from cycle to cycle.</summary>
    public double GripCapN { get; set; }

    public ReplanReport? Replan { get; set; }
    public ImaginationReport? Imagination { get; set; }

    /// <summary>What that replan was made from.</summary>
    public ReplanSituation? Situation { get; set; }
    public PlannerTrace? Trace { get; set; }

    public void Clear()
    {
        Arm.Clear();
        Joints.Clear();
        Base.Clear();
        Replan = null;
        Situation = null;
        Imagination = null;
        Trace = null;
    }

    /// <summary>When what is decided now takes effect.</summary>
    public Timestamp EffectTime { get; set; }
}
