using RoboticsStack.Core.Time;
using RoboticsStack.Safety.People;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Safety.Functions;

/// <summary>What safety functions look at in one cycle. Kept in place by the gate, and handed on by reference.</summary>
internal struct CycleState
{
    public Timestamp Now;

    /// <summary>Since the cycle before; the nominal cycle time in the first.</summary>
    public double DtSec;
    public GateMode Mode;

    /// <summary>The newest usable sample; older than this cycle if the present one is not usable.</summary>
    public RobotMeasurement Measurement;

    /// <summary>Who is about, as far as the guard sees; nobody until it says so.</summary>
    public PeopleView People;

    /// <summary>What was sent last.</summary>
    public GatedCommand Command;

    /// <summary>What the guard's sensors have found around the robot.</summary>
    public SurroundingsView View;

    /// <summary>The newest plan accepted; 0 for none.</summary>
    public ulong PlanSequence;

    /// <summary>False until a plan was accepted after the latest engagement.</summary>
    public bool HasPlan;

    /// <summary>When what the plan in force answers was observed.</summary>
    public Timestamp PlanObserved;

    /// <summary>When the plan in force ends.</summary>
    public Timestamp PlanExpires;

    /// <summary>The plan in force says that the vessel carried is full.</summary>
    public bool IsVesselFull;

    /// <summary>Plans are being followed, or will be again with the next one: the brain has to be there.</summary>
    public readonly bool FollowsPlans => Mode is GateMode.Active or GateMode.Hold;

    /// <summary>How far a joint is from where it was told to be, rad.</summary>
    public readonly double JointErrorRad(int joint) => Math.Abs(Command.PositionRad[joint] - Measurement.PositionRad[joint]);
}
