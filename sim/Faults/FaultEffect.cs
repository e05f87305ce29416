using RoboticsStack.Kitchens.People;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Plant;
using RoboticsStack.Safety;
using RoboticsStack.Scenes;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Faults;

/// <summary>What becomes of a plan on its way from brain to gate.</summary>
public enum PlanFate
{
    Arrives,
    Lost,
    ArrivesTwice,
    ArrivesLate,

    /// <summary>With many more after it in the same instant, each numbered on.</summary>
    ArrivesInFlood,
}

/// <summary>
/// One occurrence of a fault. The episode asks it at every place where the world touches the gate; what it does not override stays as it is. It is in
/// force between <see cref="Begin"/> and <see cref="End"/>.
/// </summary>
public abstract class FaultEffect
{
    public Timestamp Begin { get; internal set; }
    public Timestamp End { get; internal set; }

    public bool IsActive(Timestamp now) => now >= Begin && now < End;

    /// <summary>The description that the gate is started with.</summary>
    public virtual RobotDescription Configure(RobotDescription robot) => robot;

    /// <summary>The sample that hardware hands to the gate.</summary>
    public virtual void OnRead(ref RobotMeasurement measurement, Timestamp now)
    {
    }

    /// <summary>Reading throws.</summary>
    public virtual bool FailsRead => false;

    /// <summary>Writing throws.</summary>
    public virtual bool FailsWrite => false;

    /// <summary>The command reaches the drives.</summary>
    public virtual bool Delivers(Timestamp now) => true;

    /// <summary>The brain's plan before it is sent.</summary>
    public virtual void OnPlan(GatePlan plan, Timestamp now)
    {
    }

    /// <summary>Someone else's plan that is sent besides the brain's; null for none.</summary>
    /// <param name="plan">The brain's own.</param>
    /// <param name="view">What it could see.</param>
    public virtual GatePlan? OtherPlan(GatePlan plan, in BrainView view) => null;

    /// <summary>So much later than the brain's usual latency its plans arrive, seconds; it thinks no oftener than that either.</summary>
    public virtual double SlownessSec => 0;

    public virtual PlanFate Send(Timestamp now) => PlanFate.Arrives;

    /// <summary>The brain thinks and gives signs of life.</summary>
    public virtual bool IsBrainAlive(Timestamp now) => true;

    /// <summary>The gate's host notices that the link is gone.</summary>
    public virtual bool IsLinkLost => false;

    /// <summary>The control loop runs this cycle.</summary>
    public virtual bool Cycles(Timestamp now) => true;

    /// <summary>What the control loop takes for the time.</summary>
    public virtual Timestamp Clock(Timestamp now) => now;

    /// <summary>What a person does at this instant.</summary>
    public virtual void OnCycle(GateInputs inputs, Timestamp now)
    {
    }

    /// <summary>What is done to world and drives before each step while the fault is in force.</summary>
    public virtual void OnWorld(SimulatedKitchen plant, Timestamp now)
    {
    }

    /// <summary>Undoes <see cref="OnWorld"/>, once.</summary>
    public virtual void Leave(SimulatedKitchen plant)
    {
    }

    /// <summary>Somebody who is there from the start; null for nobody.</summary>
    /// <param name="robot">Where its base begins.</param>
    /// <param name="index">Number for the name.</param>
    public virtual PersonSpec? Person(Pose2 robot, int index) => null;

    /// <summary>The drives do not do as they are told: the gate can only notice and stop.</summary>
    public virtual bool IsInDrives => false;

    /// <summary>What a person pushes the robot with, N.</summary>
    public virtual double PushN => 0;

    /// <summary>What a person moves about, where no camera shows the hand; null for nothing.</summary>
    public virtual BodyHandle? Moved => null;
}
