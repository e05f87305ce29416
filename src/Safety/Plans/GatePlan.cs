using RoboticsStack.Control.Paths;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Plans;

public readonly record struct GateBasePoint(Timestamp Time, double VxMPerSec, double VyMPerSec, double YawRateRadPerSec);

/// <summary>
/// A plan as the gate takes it: fixed storage, so that one can be filled again and again. What the counts name beyond
/// <see cref="MaxPoints"/> cannot be stored; a sender's longer list is refused by giving its true count.
/// </summary>
public sealed class GatePlan
{
    public const int MaxPoints = 16;

    private readonly GripperKnot[] _arm = new GripperKnot[MaxPoints];
    private readonly JointKnot[] _joints = new JointKnot[MaxPoints];
    private readonly GateBasePoint[] _base = new GateBasePoint[MaxPoints];

    public ulong RunId { get; set; }
    public ulong Sequence { get; set; }
    public string ModelHash { get; set; } = "";
    public string RobotHash { get; set; } = "";
    public Timestamp ObservedTime { get; set; }

    /// <summary>With no newer plan the gate holds from here on.</summary>
    public Timestamp Expires { get; set; }
    public double LiftM { get; set; }

    /// <summary>Asks for the gentle limits.</summary>
    public bool VesselFull { get; set; }

    /// <summary>When it passed the stages on its way here; for statistics, never for judging.</summary>
    public PlanStamps Stamps { get; set; }

    /// <summary>The most that one fingertip pad may be pressed with, for what is held, N; 0 for no cap but the robot's own.</summary>
    public double GripCapN { get; set; }

    /// <summary>Number of points the sender gave; points beyond <see cref="MaxPoints"/> need not be stored.</summary>
    public int ArmCount { get; set; }
    public int JointCount { get; set; }
    public int BaseCount { get; set; }

    /// <summary>Gripper poses in arm_base. None: the arm holds, or follows <see cref="Joints"/>.</summary>
    public Span<GripperKnot> Arm => _arm;
    public Span<JointKnot> Joints => _joints;

    /// <summary>Velocities in base_link, joined by straight lines. None: the base stops.</summary>
    public Span<GateBasePoint> Base => _base;

    public void CopyFrom(GatePlan other)
    {
        RunId = other.RunId;
        Sequence = other.Sequence;
        ModelHash = other.ModelHash;
        RobotHash = other.RobotHash;
        ObservedTime = other.ObservedTime;
        Expires = other.Expires;
        LiftM = other.LiftM;
        VesselFull = other.VesselFull;
        Stamps = other.Stamps;
        GripCapN = other.GripCapN;
        ArmCount = other.ArmCount;
        JointCount = other.JointCount;
        BaseCount = other.BaseCount;
        other._arm.CopyTo(_arm, 0);
        other._joints.CopyTo(_joints, 0);
        other._base.CopyTo(_base, 0);
    }
}
