using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Functions;
using RoboticsStack.Safety.Motion;
using RoboticsStack.Safety.People;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Safety;

/// <summary>
/// Last in line before the motors, and the only maker of <see cref="GatedCommand"/>: takes plans, has its safety functions look at the robot and the
/// brain, and turns all that into setpoints every cycle. Pure: it reads no clock, and after construction allocates nothing. Not thread-safe; one
/// control loop owns it (see <see cref="GateInputs"/> for other threads). It claims no certified performance level.
/// </summary>
/// <remarks>
/// Plans are followed in <see cref="GateMode.Active"/> only. What is wrong demands a <see cref="FailsafeAction"/>; the severest is in force:
/// Slow lowers the speed along the path, Hold comes to rest and goes on with a plan that knows why, ControlledStop comes to rest and
/// stays until engaged again, PowerOff brakes and cuts the drives until reset. From a stop that only a hard touch caused the gate recovers by itself,
/// a few times (<see cref="RecoveryLimits.Times"/>).
/// </remarks>
public sealed class SafetyGate
{
    private readonly PlanValidator _validator;
    private readonly FailsafeMonitor _monitor;
    private readonly FailsafeMachine _machine;
    private readonly InputFunctions _inputs;
    private readonly ISafetyFunction[] _functions;
    private readonly EngagementCheck _engagement;
    private readonly BrainWatch _brain;
    private readonly MotionOrders _orders;
    private readonly RobotMotion _motion;
    private CycleState _cycle;
    private bool _hasMeasurement;
    private bool _hasCycle;

    public SafetyGate(RobotDescription robot, PlanOrigin origin)
    {
        _validator = new(robot, origin);
        _monitor = new(Interventions);
        _inputs = new(robot.Safety);
        _engagement = new(robot);
        _brain = new(robot.Safety.Watchdog);
        RobotKinematics kinematics = new(robot);
        ProtectiveFieldFunction field = new(robot);
        ObstacleDistanceFunction obstacles = new(robot, kinematics);
        TorqueObserver observer = new(robot);
        ContactForceFunction contact = new(robot.Safety);
        PersonDistance people = new(robot, kinematics);
        _motion = new(robot, kinematics, field, obstacles);
        _functions =
        [
            new JointPositionFunction(robot),
            new JointVelocityFunction(robot),
            new TrackingFunction(robot.Safety.Tracking, robot.Safety.CycleSec),
            new StallFunction(robot),
            contact,
            new ContactReflexFunction(robot.Safety.Hardware.Reflex, observer),
            new WristDisagreementFunction(robot.Safety.Hardware.Wrist, robot.Safety.Hardware.Reflex, observer),
            new TorqueRateFunction(robot.Safety.Hardware.TorqueRate, observer),
            new ThermalBudgetFunction(robot),
            new SupplyVoltageFunction(robot.Safety.Hardware.Supply),
            new EncoderJumpFunction(robot),
            new EncoderDisagreementFunction(robot.Safety.Hardware.Encoders),
            new StuckSensorFunction(robot.Safety.Hardware.Stuck),
            new PadDisagreementFunction(robot.Safety.PadDisagreement, robot.Gripper.MaxWidthM, robot.Safety.CycleSec),
            new OdometryDisagreementFunction(robot.Safety.Hardware.Odometry),
            new BaseTrackingFunction(robot.Safety.BaseTracking, robot.Safety.CycleSec),
            new HardwareWatchdogFunction(robot.Safety.Hardware.Watchdog),
            new SupervisedStopFunction(robot.Safety.SupervisedStop, robot.Safety.CycleSec),
            new LinkLostFunction(_brain),
            new WatchdogFunction(robot, _brain),
            new PlanExpiryFunction(),
            new PersonSeparationFunction(robot, people),
            new PowerAndForceFunction(robot, people),
            new CartesianSpeedFunction(robot, kinematics),
            new SpillGuardFunction(robot, kinematics),
            field,
            obstacles,
        ];
        _machine = new(robot, _monitor, _motion, _brain, contact, _engagement, _functions);
        _orders = new(robot, _motion, _monitor, contact);
        _cycle.DtSec = robot.Safety.CycleSec;
        _cycle.People = new PeopleView();
        _cycle.View = SurroundingsView.Unseen;
    }

    public GateMode Mode => _machine.Mode;

    /// <summary>Why the gate slows, holds or stops; null when nothing is wrong.</summary>
    public GateFunction? Cause => Mode is GateMode.ControlledStop or GateMode.PowerOff ? _machine.StopCause
        : _monitor.Action >= FailsafeAction.Slow ? _monitor.Cause
        : null;
    public FailsafeAction Action => _monitor.Action;

    /// <summary>The newest plan accepted; 0 for none yet.</summary>
    public ulong PlanSequence => _cycle.PlanSequence;
    public VerdictCounts Verdicts { get; } = new();

    /// <summary>Drained by the host.</summary>
    public InterventionRing Interventions { get; } = new();

    /// <summary>Gripper pose of the setpoints sent last, in arm_base.</summary>
    public Pose CommandedGripper => _motion.Gripper;

    /// <summary>What was sent last.</summary>
    public GatedCommand Latest => _cycle.Command;

    /// <summary>True when no setpoint moves.</summary>
    public bool IsAtRest => _motion.IsAtRest;

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
                GateFunction function = verdict == PlanVerdict.WrongModel ? GateFunction.ModelIdentity : GateFunction.Plan;
                _monitor.Demand(function, FailsafeAction.Warn, 0, (double)verdict, now, plan.Sequence);
            }
            return verdict;
        }
        _cycle.PlanSequence = plan.Sequence;
        _cycle.PlanObserved = plan.ObservedTime;
        _cycle.PlanExpires = plan.Expires;
        _cycle.HasPlan = true;
        _cycle.IsVesselFull = plan.VesselFull;
        _motion.Follow(plan, now);
        return verdict;
    }

    /// <summary>Who is about, from this instant on. The view stays the gate's to read until the next one.</summary>
    public void TakePeople(PeopleView people) => _cycle.People = people;

    /// <summary>A sign of life from the brain. Once they come quickly the gate relies on that pace (see <see cref="WatchdogLimits.HeartbeatSilenceSec"/>).</summary>
    public void Heartbeat(Timestamp now) => _brain.HearHeartbeat(now);

    /// <summary>What is around the robot from now on; the view stays as it is until the next is given.</summary>
    public void See(SurroundingsView view) => _cycle.View = view;

    /// <summary>The host knows that the brain or the broker is gone: no need to wait for the silence.</summary>
    public void ReportLinkLost() => _brain.LoseLink();

    /// <summary>A person asks to follow plans: from <see cref="GateMode.Disengaged"/>, or after a controlled stop whose cause has gone.</summary>
    public void RequestEngage() => _machine.RequestEngage();

    public void EmergencyStop() => _inputs.IsEmergency = true;

    /// <summary>After an emergency stop, once braked: back to <see cref="GateMode.Disengaged"/>.</summary>
    public void ResetEmergencyStop()
    {
        if (Mode == GateMode.PowerOff && _machine.IsBraked)
        {
            _inputs.IsEmergency = false;
            _machine.ResetPowerOff();
        }
    }

    /// <summary>One cycle of the control loop. Returns what goes to the hardware.</summary>
    public GatedCommand Step(in RobotMeasurement measurement, Timestamp now)
    {
        _monitor.BeginCycle();
        Look(measurement, now);
        _machine.Decide(_cycle, _hasMeasurement);
        // A plan taken before the robot was engaged anew is not gone on with.
        _cycle.HasPlan &= Mode != GateMode.Engaging;
        _cycle.Mode = Mode;
        Move(now);
        _cycle.Command = _motion.ToCommand(Latest.Number + 1, Mode, !_machine.IsUnpowered, PlanSequence);
        return Latest;
    }

    private void Look(in RobotMeasurement measurement, Timestamp now)
    {
        if (_hasCycle)
        {
            _cycle.DtSec = now.SecondsSince(_cycle.Now);
        }
        else
        {
            _machine.NoteUnsteady(now);
        }
        _hasCycle = true;
        _cycle.Now = now;
        bool isPowered = Mode is not (GateMode.Disengaged or GateMode.PowerOff);
        if (_inputs.Check(measurement, now, PlanSequence, isPowered, _monitor))
        {
            _cycle.Measurement = measurement;
            _hasMeasurement = true;
        }
        _cycle.Mode = Mode;
        if (_hasMeasurement && isPowered)
        {
            foreach (ISafetyFunction function in _functions)
            {
                function.Check(_cycle, _monitor);
            }
        }
    }

    private void Move(Timestamp now)
    {
        if (!_machine.IsUnpowered)
        {
            _motion.Step(_orders.Next(_machine, _cycle.IsVesselFull, now), _cycle.Measurement, now, PlanSequence, _monitor);
            return;
        }
        if (!_hasMeasurement || !_engagement.IsVerified(_cycle.Measurement, _motion.Position))
        {
            _machine.NoteUnsteady(now);
        }
        if (_hasMeasurement)
        {
            _motion.Sync(_cycle.Measurement);
        }
        _motion.ResetBase();
    }
}
