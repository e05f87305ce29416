using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Motion;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Motion;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Safety;

/// <summary>
/// Last in line before the motors, and the only maker of <see cref="GatedCommand"/>: takes plans, watches the robot and the brain, and turns
/// both into setpoints every cycle. Pure: it reads no clock, and after construction allocates nothing. Not thread-safe; one control
/// loop owns it (see <see cref="GateInputs"/> for other threads). It claims no certified performance level.
/// </summary>
/// <remarks>
/// Plans are followed in <see cref="GateMode.Active"/> only. What is wrong demands a <see cref="FailsafeAction"/>; the severest is in force:
/// Slow halves the speed along the path, Hold comes to rest on it and goes on with the next plan, ControlledStop comes to rest and
/// stays until engaged again, PowerOff brakes and cuts the drives until reset. From a stop that only a hard touch caused the gate recovers by itself,
/// a few times (<see cref="ContactLimits.Recoveries"/>).
/// </remarks>
public sealed class SafetyGate
{
    /// <summary>So long a stop follows the path; what still moves then is braked joint by joint.</summary>
    private const double PathStopSec = 0.10;
    private const double HoldStopSec = 0.20;
    private const double BrakeTimeoutSec = 0.5;
    private const double SteadySec = 0.02;
    private const double SlowRate = 0.5;
    private const double LeastRamp = 0.1;

    private readonly RobotDescription _robot;
    private readonly SafetySettings _settings;
    private readonly PlanValidator _validator;
    private readonly FailsafeMonitor _monitor;
    private readonly RobotWatch _watch;
    private readonly BrainWatch _brain;
    private readonly ContactRecovery _recovery;
    private readonly LimitBook _limits;
    private readonly ArmMotion _arm;
    private readonly BaseMotion _base;
    private readonly LiftMotion _lift;
    private readonly FingerMotion _fingers;

    private RobotMeasurement _measurement;
    private Timestamp _modeSince;
    private Timestamp _engagedSince;
    private Timestamp _verifiedSince;
    private Timestamp _steadySince;
    private Timestamp _expires;
    private Timestamp _lastCycle;
    private GateFunction? _stopCause;
    private Vec3 _yieldStart;
    private ulong _holdSequence;
    private bool _hasMeasurement;
    private bool _hasCycle;
    private bool _hasPlan;
    private bool _isVesselFull;
    private bool _isEngageRequested;
    private bool _isEmergency;
    private bool _isBraked;

    public SafetyGate(RobotDescription robot, PlanOrigin origin)
    {
        _robot = robot;
        _settings = robot.Safety;
        RobotKinematics kinematics = new(robot);
        _validator = new(robot, origin);
        _monitor = new(Interventions);
        _watch = new(robot, _monitor);
        _brain = new(_settings.Monitoring);
        _recovery = new(_settings.Contact);
        _limits = new(robot);
        _arm = new(robot, kinematics, GatePlan.MaxPoints);
        _base = new(_settings.CycleSec);
        _lift = new(robot.Lift, _settings.CycleSec);
        _fingers = new(robot);
    }

    public GateMode Mode { get; private set; }

    /// <summary>Why the gate slows, holds or stops; null when nothing is wrong.</summary>
    public GateFunction? Cause => Mode is GateMode.ControlledStop or GateMode.PowerOff ? _stopCause
        : _monitor.Action >= FailsafeAction.Slow ? _monitor.Cause
        : null;
    public FailsafeAction Action => _monitor.Action;

    /// <summary>The newest plan accepted; 0 for none yet.</summary>
    public ulong PlanSequence { get; private set; }
    public VerdictCounts Verdicts { get; } = new();

    /// <summary>Drained by the host.</summary>
    public InterventionRing Interventions { get; } = new();

    /// <summary>Gripper pose of the setpoints sent last, in arm_base.</summary>
    public Pose CommandedGripper => _arm.Gripper;

    /// <summary>What was sent last.</summary>
    public GatedCommand Latest { get; private set; }

    /// <summary>True when no setpoint moves.</summary>
    public bool IsAtRest => _arm.IsAtRest && _base.IsAtRest && _lift.IsAtRest;

    /// <summary>Judges a plan and, if it is in order, follows it from this instant on. The plan's storage may be reused afterwards.</summary>
    public PlanVerdict AcceptPlan(GatePlan plan, Timestamp now)
    {
        bool follows = Mode is GateMode.Active or GateMode.Hold;
        PlanVerdict merits = _validator.Judge(plan, PlanSequence, now);
        if (merits == PlanVerdict.Accepted)
        {
            _brain.Hear(now);
        }
        PlanVerdict verdict = follows ? merits : PlanVerdict.NotEngaged;
        Verdicts.Count(verdict);
        if (verdict != PlanVerdict.Accepted)
        {
            if (verdict != PlanVerdict.NotEngaged)
            {
                _monitor.Demand(GateFunction.Plan, FailsafeAction.Warn, 0, (double)verdict, now, plan.Sequence);
            }
            return verdict;
        }
        PlanSequence = plan.Sequence;
        _expires = plan.Expires;
        _hasPlan = true;
        _isVesselFull = plan.VesselFull;
        _arm.Follow(plan.Arm[..plan.ArmCount], plan.Joints[..plan.JointCount], now, _fingers.WidthM, _fingers.ForceN);
        _base.Follow(plan, now);
        _lift.TargetM = plan.LiftM;
        return verdict;
    }

    /// <summary>A sign of life from the brain. Once they come quickly the gate relies on that pace (see <see cref="MonitorSettings.HeartbeatSilenceSec"/>).</summary>
    public void Heartbeat(Timestamp now) => _brain.HearHeartbeat(now);

    /// <summary>The host knows that the brain or the broker is gone: no need to wait for the silence.</summary>
    public void ReportLinkLost() => _brain.LoseLink();

    /// <summary>A person asks to follow plans: from <see cref="GateMode.Disengaged"/>, or after a controlled stop whose cause has gone.</summary>
    public void RequestEngage() => _isEngageRequested = true;

    public void EmergencyStop() => _isEmergency = true;

    /// <summary>After an emergency stop, once braked: back to <see cref="GateMode.Disengaged"/>.</summary>
    public void ResetEmergencyStop()
    {
        if (Mode == GateMode.PowerOff && _isBraked)
        {
            _isEmergency = false;
            Mode = GateMode.Disengaged;
        }
    }

    /// <summary>One cycle of the control loop. Returns what goes to the hardware.</summary>
    public GatedCommand Step(in RobotMeasurement measurement, Timestamp now)
    {
        _monitor.BeginCycle();
        Watch(measurement, now);
        Decide(now);
        Move(now);
        _lastCycle = now;
        _hasCycle = true;
        bool isPowered = Mode != GateMode.Disengaged && !(Mode == GateMode.PowerOff && _isBraked);
        Latest = new(Latest.Number + 1, Mode, isPowered, PlanSequence, _arm.Position, _arm.Velocity, _lift.HeightM, _lift.VelocityMPerSec,
            _fingers.WidthM, _fingers.ForceN, _base.Vx, _base.Vy, _base.YawRate);
        return Latest;
    }

    private void Watch(in RobotMeasurement measurement, Timestamp now)
    {
        MonitorSettings limits = _settings.Monitoring;
        if (!_hasCycle)
        {
            _steadySince = now;
        }
        if (_hasCycle && (now <= _lastCycle || now.SecondsSince(_lastCycle) > 5 * _settings.CycleSec))
        {
            Demand(GateFunction.Cycle, FailsafeAction.Warn, 5 * _settings.CycleSec, now.SecondsSince(_lastCycle), now);
        }
        if (_isEmergency)
        {
            Demand(GateFunction.EmergencyStop, FailsafeAction.PowerOff, 0, 1, now);
        }
        double ageSec = now.SecondsSince(measurement.Stamp);
        if (!measurement.IsFinite || Math.Abs(ageSec) > limits.MeasurementAgeSec)
        {
            Demand(GateFunction.Measurement, FailsafeAction.ControlledStop, limits.MeasurementAgeSec, ageSec, now);
        }
        else
        {
            _measurement = measurement;
            _hasMeasurement = true;
        }
        if (!_hasMeasurement || Mode is GateMode.Disengaged or GateMode.PowerOff)
        {
            return;
        }
        _watch.Check(_measurement, _arm.Position, now, PlanSequence);
        if (Mode is not (GateMode.Active or GateMode.Hold))
        {
            return;
        }
        if (_brain.IsLinkLost)
        {
            Demand(GateFunction.LinkLost, FailsafeAction.ControlledStop, 0, 1, now);
        }
        double silenceSec = _brain.SilenceSec(now);
        if (silenceSec > _brain.AllowedSilenceSec)
        {
            Demand(GateFunction.Watchdog, FailsafeAction.ControlledStop, _brain.AllowedSilenceSec, silenceSec, now);
        }
        if (_hasPlan && now >= _expires)
        {
            Demand(GateFunction.PlanExpiry, FailsafeAction.Hold, 0, now.SecondsSince(_expires), now);
        }
    }

    private void Decide(Timestamp now)
    {
        // Before power comes on, a request waits until the measurement has been steady for a while.
        bool waits = Mode == GateMode.Disengaged && now.SecondsSince(_steadySince) < SteadySec;
        bool isEngageRequested = _isEngageRequested && !waits;
        _isEngageRequested &= waits;
        FailsafeAction action = _monitor.Action;
        if (action == FailsafeAction.PowerOff && Mode != GateMode.PowerOff)
        {
            Stop(GateMode.PowerOff, now);
            return;
        }
        switch (Mode)
        {
            case GateMode.Disengaged:
                if (isEngageRequested && _hasMeasurement && action < FailsafeAction.Hold)
                {
                    _recovery.Renew();
                    BeginEngaging(now);
                }
                break;
            case GateMode.Engaging:
                ContinueEngaging(action, now);
                break;
            case GateMode.Active when action >= FailsafeAction.ControlledStop:
            case GateMode.Hold when action >= FailsafeAction.ControlledStop:
                Stop(GateMode.ControlledStop, now);
                break;
            case GateMode.Active when action == FailsafeAction.Hold:
                _holdSequence = PlanSequence;
                _yieldStart = _arm.Gripper.Position;
                if (_monitor.Cause != GateFunction.PlanExpiry)
                {
                    // The path leads into what stopped it.
                    _arm.Clear();
                }
                Enter(GateMode.Hold, now);
                break;
            case GateMode.Hold when action < FailsafeAction.Hold && PlanSequence > _holdSequence:
                Enter(GateMode.Active, now);
                break;
            case GateMode.ControlledStop when isEngageRequested && IsAtRest && action < FailsafeAction.Hold:
                _recovery.Renew();
                BeginEngaging(now);
                break;
            case GateMode.ControlledStop:
                Recover(action, now);
                break;
            case GateMode.PowerOff when IsAtRest || now.SecondsSince(_modeSince) > BrakeTimeoutSec:
                _isBraked = true;
                break;
        }
    }

    /// <summary>Goes on with getting over a hard touch, if that is what stopped the robot.</summary>
    private void Recover(FailsafeAction action, Timestamp now)
    {
        // Joints that stall while the gripper is pressed are part of the contact: backing off relieves them, too.
        bool isContactOnly = action < FailsafeAction.Hold || _monitor.Cause == GateFunction.ContactForce
            || (_monitor.Cause == GateFunction.Stall && _watch.IsPressed);
        if (!isContactOnly && action >= FailsafeAction.ControlledStop)
        {
            _recovery.GiveUp();
        }
        int used = _recovery.Used;
        _recovery.Step(isContactOnly && _brain.IsAlive(now), IsAtRest, _watch.IsPressed, _arm.Gripper.Position, now);
        if (_recovery.Used > used)
        {
            Demand(GateFunction.Recovery, FailsafeAction.Warn, _settings.Contact.Recoveries, _recovery.Used, now);
        }
        if (_recovery.IsReady(now) && action < FailsafeAction.Hold)
        {
            BeginEngaging(now);
        }
    }

    /// <summary>Setpoints stay where they are: at the measurement if there was no power, where the robot stopped otherwise.</summary>
    private void BeginEngaging(Timestamp now)
    {
        _arm.Clear();
        _lift.TargetM = _lift.HeightM;
        _brain.Restart(now);
        _watch.Restart();
        _verifiedSince = now;
        _hasPlan = false;
        Enter(GateMode.Engaging, now);
    }

    /// <summary>Command and measurement must agree, at rest, for a while before anything may move.</summary>
    private void ContinueEngaging(FailsafeAction action, Timestamp now)
    {
        MonitorSettings limits = _settings.Monitoring;
        double mismatch = _watch.Mismatch(_measurement, _arm.Position);
        if (mismatch > limits.EngageToleranceRad || !_watch.IsInsideLimits(_measurement))
        {
            _verifiedSince = now;
        }
        if (action >= FailsafeAction.Hold || _brain.IsLinkLost || now.SecondsSince(_modeSince) > limits.EngageTimeoutSec)
        {
            Demand(GateFunction.Engagement, FailsafeAction.Warn, limits.EngageToleranceRad, mismatch, now);
            if (_recovery.Phase == RecoveryPhase.Resuming)
            {
                Stop(GateMode.ControlledStop, now);
            }
            else
            {
                Enter(GateMode.Disengaged, now);
            }
        }
        else if (now.SecondsSince(_verifiedSince) >= limits.EngageTimeSec)
        {
            _brain.Restart(now);
            _recovery.GiveUp();
            _engagedSince = now;
            Enter(GateMode.Active, now);
        }
    }

    private void Stop(GateMode mode, Timestamp now)
    {
        _stopCause = _monitor.Cause;
        _isBraked = false;
        _base.Stop();
        if (!StopsOnPath)
        {
            _arm.Clear();
        }
        _recovery.BeginStop(_stopCause, now);
        Enter(mode, now);
    }

    private void Enter(GateMode mode, Timestamp now)
    {
        Mode = mode;
        _modeSince = now;
        _steadySince = now;
    }

    private void Move(Timestamp now)
    {
        if (Mode == GateMode.Disengaged || (Mode == GateMode.PowerOff && _isBraked))
        {
            FollowUnpowered(now);
            return;
        }
        MotionOrder order = Order(now);
        _arm.Step(order, _lift.HeightM);
        _lift.Step(order);
        _base.Step(order, now);
        if (_arm.Limited is { } limited)
        {
            Demand(FunctionOf(limited.Constraint), FailsafeAction.Warn, limited.Limit, limited.Value, now);
        }
        bool follows = order.Kind == MotionKind.Follow && _arm.HasGripperPath;
        double width = follows ? _arm.WidthM : _fingers.WidthM;
        double force = follows ? _arm.ForceN : _fingers.ForceN;
        if (_fingers.Step(width, force, _measurement, order.Limits.JointShare) is { } pressed)
        {
            bool isCell = pressed == GateFunction.CellForce;
            Demand(pressed, FailsafeAction.Warn, isCell ? _settings.Contact.CellForceN : _settings.Contact.PadForceN,
                isCell ? _measurement.PeakCellForceN : Math.Max(_measurement.LeftPadForceN, _measurement.RightPadForceN), now);
        }
    }

    /// <summary>Without power the setpoints go where the robot is, so that power finds nothing to do when it comes.</summary>
    private void FollowUnpowered(Timestamp now)
    {
        if (!_hasMeasurement || _watch.Mismatch(_measurement, _arm.Position) > _settings.Monitoring.EngageToleranceRad
            || !_watch.IsInsideLimits(_measurement))
        {
            _steadySince = now;
        }
        if (_hasMeasurement)
        {
            _arm.Sync(_measurement.PositionRad);
            _lift.Sync(_measurement.LiftM);
            _fingers.Sync(_measurement.GripperWidthM);
        }
        _base.Reset();
    }

    private MotionOrder Order(Timestamp now)
    {
        switch (Mode)
        {
            case GateMode.Active:
                double ramp = Math.Clamp(now.SecondsSince(_engagedSince) / _settings.Monitoring.RampTimeSec, LeastRamp, 1);
                return new(MotionKind.Follow, _monitor.Action == FailsafeAction.Slow ? SlowRate : 1, _limits.Follow(ramp, _isVesselFull));
            case GateMode.Hold:
                MotionLimits hold = _limits.Hold(_isVesselFull);
                if (!_watch.IsPushed)
                {
                    return new(now.SecondsSince(_modeSince) < HoldStopSec ? MotionKind.StopOnPath : MotionKind.Brake, 0, hold);
                }
                return _arm.Gripper.Position.DistanceTo(_yieldStart) < ContactRecovery.ReachM ? Yield(hold) : new(MotionKind.Brake, 0, hold);
            case GateMode.ControlledStop when _recovery.Phase == RecoveryPhase.BackingOff:
                return Yield(_limits.Stop(_isVesselFull));
            case GateMode.ControlledStop when now.SecondsSince(_modeSince) < PathStopSec && StopsOnPath:
                return new(MotionKind.StopOnPath, 0, _limits.Stop(_isVesselFull));
            default:
                return new(MotionKind.Brake, 0, _limits.Stop(_isVesselFull));
        }
    }

    private MotionOrder Yield(in MotionLimits limits) =>
        new(MotionKind.Yield, 0, limits, _arm.Gripper.Orientation.Rotate(_watch.PushDirection) * _settings.Contact.BackOffSpeedMPerSec);

    /// <summary>A robot whose brain is gone stops on its way; whatever else stops it may lie ahead on that way.</summary>
    private bool StopsOnPath => _stopCause is GateFunction.Watchdog or GateFunction.LinkLost;

    private static GateFunction FunctionOf(MotionConstraint constraint) => constraint switch
    {
        MotionConstraint.Reach => GateFunction.Reach,
        MotionConstraint.Workspace => GateFunction.Workspace,
        MotionConstraint.JointVelocity => GateFunction.JointVelocity,
        _ => GateFunction.SelfClearance,
    };

    private void Demand(GateFunction function, FailsafeAction action, double limit, double value, Timestamp now) =>
        _monitor.Demand(function, action, limit, value, now, PlanSequence);
}
