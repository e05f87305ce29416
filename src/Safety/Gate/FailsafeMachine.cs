using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Functions;
using RoboticsStack.Safety.Motion;

namespace RoboticsStack.Safety;

/// <summary>
/// The gate's modes: decides once a cycle, from the severest demand, whether the robot is engaged, follows plans, holds, stops, loses power or recovers.
/// </summary>
/// <remarks>
/// Stop categories of IEC 60204-1, chosen in the safety file (<see cref="SupervisedStopLimits.Category"/>): <see cref="GateMode.ControlledStop"/> is of category 2 (braked,
/// power kept, standstill watched), <see cref="GateMode.PowerOff"/> of category 1 (braked, then unpowered) or 0 (unpowered at once: the drives' own brakes
/// stop the robot, as they do wherever the wheels do not obey). <see cref="GateMode.Hold"/> is no stop in that sense but a pause. An axis that has not come to rest when braking should have ended
/// loses its power while it moves, whatever the category.
/// </remarks>
internal sealed class FailsafeMachine(
    RobotDescription robot, FailsafeMonitor monitor, RobotMotion motion, BrainWatch brain, ContactForceFunction contact, EngagementCheck engagement,
    ISafetyFunction[] functions)
{
    private const double BrakeTimeoutSec = 0.5;
    private const double SteadySec = 0.02;

    private readonly EngagementLimits _limits = robot.Safety.Engagement;
    private readonly int _stopCategory = robot.Safety.SupervisedStop.Category;
    private readonly int _emergencyCategory = robot.Safety.EmergencyStop.Category;
    private readonly ContactRecovery _recovery = new(robot.Safety.Recovery);
    private Timestamp _verifiedSince;
    private Timestamp _steadySince;
    private ulong _holdSequence;
    private long _modeCycles;
    private bool _isEngageRequested;

    public GateMode Mode { get; private set; }
    public Timestamp ModeSince { get; private set; }

    /// <summary>How long the mode has lasted: by the clock or by the number of cycles, whichever is more, so that a clock that stands cannot prolong a stop.</summary>
    public double SinceModeSec(Timestamp now) => Math.Max(now.SecondsSince(ModeSince), _modeCycles * robot.Safety.CycleSec);

    /// <summary>When plans began to be followed.</summary>
    public Timestamp EngagedSince { get; private set; }

    /// <summary>What the latest stop was for.</summary>
    public GateFunction? StopCause { get; private set; }

    /// <summary>Where the gripper was when it began to hold, arm_base.</summary>
    public Vec3 YieldStart { get; private set; }

    /// <summary>No power: never engaged, or braked after a stop that takes it away.</summary>
    public bool IsUnpowered => Mode == GateMode.Disengaged || (Mode == GateMode.PowerOff && IsBraked);

    /// <summary>The latest stop has ended.</summary>
    public bool IsBraked { get; private set; }

    /// <summary>The hold is for want of a plan, and its path is free; for whatever else the robot holds, it may lie ahead.</summary>
    public bool HoldsOnPath { get; private set; }

    public bool IsBackingOff => _recovery.Phase == RecoveryPhase.BackingOff;

    /// <summary>A robot whose brain is gone stops on its way; whatever else stops it may lie ahead on that way.</summary>
    public bool StopsOnPath => StopCause is GateFunction.Watchdog or GateFunction.LinkLost;

    /// <summary>No braking under power first.</summary>
    private bool IsPowerOffAtOnce => monitor.Cause is GateFunction.BaseTracking or GateFunction.Cycle or GateFunction.ContactForce || (monitor.Cause == GateFunction.EmergencyStop && _emergencyCategory == 0);

    public void RequestEngage() => _isEngageRequested = true;

    /// <summary>Back to being disengaged from a stop without power.</summary>
    public void ResetPowerOff() => Mode = GateMode.Disengaged;

    /// <summary>The measurement is not such that power may come.</summary>
    public void NoteUnsteady(Timestamp now) => _steadySince = now;

    public void Decide(in CycleState cycle, bool hasMeasurement)
    {
        Timestamp now = cycle.Now;
        _modeCycles++;
        // Before power comes on, a request waits until the measurement has been steady for a while.
        bool waits = Mode == GateMode.Disengaged && now.SecondsSince(_steadySince) < SteadySec;
        bool isEngageRequested = _isEngageRequested && !waits;
        _isEngageRequested &= waits;
        FailsafeAction action = monitor.Action;
        if (action == FailsafeAction.PowerOff && Mode != GateMode.PowerOff)
        {
            Stop(GateMode.PowerOff, now);
            IsBraked |= IsPowerOffAtOnce;
            return;
        }
        switch (Mode)
        {
            case GateMode.Disengaged:
                if (isEngageRequested && hasMeasurement && action < FailsafeAction.Hold)
                {
                    _recovery.Renew();
                    BeginEngaging(now);
                }
                break;
            case GateMode.Engaging:
                ContinueEngaging(action, cycle);
                break;
            case GateMode.Active when action >= FailsafeAction.ControlledStop:
            case GateMode.Hold when action >= FailsafeAction.ControlledStop:
                Stop(_stopCategory == 2 ? GateMode.ControlledStop : GateMode.PowerOff, now);
                IsBraked |= _stopCategory == 0;
                break;
            case GateMode.Active when action == FailsafeAction.Hold:
                _holdSequence = cycle.PlanSequence;
                YieldStart = motion.Gripper.Position;
                HoldsOnPath = monitor.Cause == GateFunction.PlanExpiry;
                if (!HoldsOnPath)
                {
                    // The path leads into what stopped it.
                    motion.ClearArm();
                }
                Enter(GateMode.Hold, now);
                break;
            // So does a plan that was under way by then: it would press on, and faster, to make good what was held.
            case GateMode.Hold when action < FailsafeAction.Hold && cycle.PlanSequence > _holdSequence && (HoldsOnPath || cycle.PlanObserved >= ModeSince):
                Enter(GateMode.Active, now);
                break;
            case GateMode.ControlledStop when isEngageRequested && motion.IsAtRest && action < FailsafeAction.Hold:
                _recovery.Renew();
                BeginEngaging(now);
                break;
            case GateMode.ControlledStop:
                Recover(action, cycle);
                break;
            case GateMode.PowerOff when motion.IsAtRest || SinceModeSec(now) > BrakeTimeoutSec || (action == FailsafeAction.PowerOff && IsPowerOffAtOnce):
                IsBraked = true;
                break;
        }
    }

    /// <summary>Lets go of what is still pressed, and goes on after a hard touch if that is what stopped the robot.</summary>
    private void Recover(FailsafeAction action, in CycleState cycle)
    {
        // Joints that stall while the gripper is pressed are part of the contact: backing off relieves them, too.
        bool isContactOnly = action < FailsafeAction.Hold || monitor.Cause is GateFunction.ContactForce or GateFunction.ContactReflex
            || (monitor.Cause == GateFunction.Stall && contact.IsPressed);
        bool letsGo = action < FailsafeAction.Hold || ContactRecovery.LetsGo(monitor.Cause);
        if (action >= FailsafeAction.ControlledStop && !letsGo)
        {
            _recovery.GiveUp();
        }
        else if (action >= FailsafeAction.ControlledStop && !isContactOnly)
        {
            _recovery.LeaveResuming();
        }
        int used = _recovery.Used;
        _recovery.Step(_recovery.MayResume ? isContactOnly && brain.IsAlive(cycle.Now) : letsGo, motion.IsAtRest, contact.IsPressed, motion.Gripper.Position, cycle.Now);
        if (_recovery.Used > used)
        {
            monitor.Demand(GateFunction.Recovery, FailsafeAction.Warn, robot.Safety.Recovery.Times, _recovery.Used, cycle.Now, cycle.PlanSequence);
        }
        if (_recovery.IsReady(cycle.Now) && action < FailsafeAction.Hold)
        {
            BeginEngaging(cycle.Now);
        }
    }

    private void BeginEngaging(Timestamp now)
    {
        motion.StayHere();
        brain.Restart(now);
        foreach (ISafetyFunction function in functions)
        {
            function.Restart();
        }
        _verifiedSince = now;
        Enter(GateMode.Engaging, now);
    }

    /// <summary>Command and measurement must agree, at rest, for a while before anything may move.</summary>
    private void ContinueEngaging(FailsafeAction action, in CycleState cycle)
    {
        Timestamp now = cycle.Now;
        if (!engagement.IsVerified(cycle.Measurement, motion.Position))
        {
            _verifiedSince = now;
        }
        if (action >= FailsafeAction.Hold || brain.IsLinkLost || SinceModeSec(now) > _limits.TimeoutSec)
        {
            monitor.Demand(GateFunction.Engagement, FailsafeAction.Warn, _limits.ToleranceRad,
                EngagementCheck.Mismatch(cycle.Measurement, motion.Position), now, cycle.PlanSequence);
            if (_recovery.Phase == RecoveryPhase.Resuming)
            {
                Stop(GateMode.ControlledStop, now);
            }
            else
            {
                Enter(GateMode.Disengaged, now);
            }
        }
        else if (now.SecondsSince(_verifiedSince) >= _limits.TimeSec)
        {
            brain.Restart(now);
            _recovery.GiveUp();
            EngagedSince = now;
            Enter(GateMode.Active, now);
        }
    }

    private void Stop(GateMode mode, Timestamp now)
    {
        StopCause = monitor.Cause;
        // What has no power gets none in order to brake: its setpoints may never have been measured.
        IsBraked = IsUnpowered;
        motion.StopBase();
        if (!StopsOnPath)
        {
            motion.ClearArm();
        }
        _recovery.BeginStop(StopCause, now);
        Enter(mode, now);
    }

    private void Enter(GateMode mode, Timestamp now)
    {
        Mode = mode;
        ModeSince = now;
        _modeCycles = 0;
        _steadySince = now;
    }
}
