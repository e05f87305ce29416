using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Plant;
using RoboticsStack.Safety;
using RoboticsStack.Scenes;

namespace RoboticsStack.Faults;

/// <summary>
/// Holds an episode to its promises. Reads the commands as they were sent and the plant's truth, and works everything out itself: finite differences,
/// its own form of the velocity envelope, the physics engine's velocities and forces. It shares numbers with the gate (the robot's limits), no code.
/// </summary>
public sealed class EpisodeJudge
{
    private const int N = JointVector.Length;

    /// <summary>Slack for rounding of what is computed from differences.</summary>
    private const double Rounding = 1.001;
    private const double RestRadPerSec = 0.03;
    private const double RestMPerSec = 0.01;
    private const double LastingSec = 0.5;

    /// <summary>So long after a touch the robot may still be springing back.</summary>
    private const double SpringBackSec = 0.3;

    private readonly RobotDescription _robot;
    private readonly SimulatedKitchen _plant;
    private readonly double[] _limits;
    private readonly double[] _worst;
    private readonly double[] _worstAt;
    private readonly double[] _velocity = new double[N];
    private readonly double[] _acceleration = new double[N];
    private GatedCommand _before;
    private int _continued;
    private GateMode _mode;
    private double _stopSince = double.NaN, _brainLost = double.NaN, _missedSec;
    private double _lastingSince = double.NaN, _lastingN;
    private double _touched = double.NegativeInfinity;
    private bool _rests, _hasRested;
    private Vec3 _restedAt;

    public EpisodeJudge(RobotDescription robot, SimulatedKitchen plant)
    {
        (_robot, _plant) = (robot, plant);
        int count = Enum.GetValues<Promise>().Length;
        (_limits, _worst, _worstAt) = (new double[count], new double[count], new double[count]);
        foreach (Promise promise in Enum.GetValues<Promise>())
        {
            _limits[(int)promise] = LimitOf(robot, promise);
        }
    }

    /// <summary>The greatest value of each promise, in its own unit, by the enumeration's order.</summary>
    public IReadOnlyList<double> Worst => _worst;

    public IEnumerable<Violation> Violations => Enum.GetValues<Promise>()
        .Where(promise => _worst[(int)promise] > _limits[(int)promise])
        .Select(promise => new Violation(promise, _worstAt[(int)promise], _limits[(int)promise], _worst[(int)promise]));

    /// <summary>What is promised, in the promise's unit.</summary>
    /// <remarks>
    /// Forces: ISO/TS 15066 gives 140 N for a hand that is pressed for longer and twice that for an instant (to be verified: published tables contradict
    /// each other). Speed tolerance 50 mm/s as UR's e-Series. Stop: the 200 ms of this project's own promise.
    /// </remarks>
    public static double LimitOf(RobotDescription robot, Promise promise) => promise switch
    {
        Promise.FiniteCommand => 0,
        Promise.JointPosition => 1e-9,
        Promise.JointVelocity => Rounding,
        Promise.JointAcceleration => robot.Arm.MaxAcceleration * Rounding,
        Promise.JointJerk => robot.Arm.MaxJerk * Rounding,
        Promise.TrueJointVelocity => 1,
        Promise.TrueGripperSpeed => robot.Safety.Cartesian.SpeedMPerSec + 0.05,
        Promise.TrueBaseSpeed => robot.Base.MaxSpeedMPerSec + 0.05,
        Promise.TransientForce => 280,
        Promise.LastingForce => 140,
        Promise.StopTime or Promise.BrainLossTime => 0.2,
        Promise.StopTimeAfterTouch => 0.5,
        Promise.TravelAfterStop => 0.05,
        _ => throw new ArgumentOutOfRangeException(nameof(promise)),
    };

    public void NoteBrainLost() => _brainLost = double.IsNaN(_brainLost) ? _plant.Now.Seconds : _brainLost;

    /// <summary>The loop did not run: what takes time only because of that is not the gate's doing.</summary>
    public void NoteMissedCycle() => _missedSec += _plant.StepSec;

    /// <summary>After each of the gate's cycles.</summary>
    public void OnCommand(in GatedCommand command)
    {
        bool takesOver = command.Mode == GateMode.Engaging && _mode == GateMode.Disengaged;
        _continued = command.IsPowered && !takesOver ? _continued + 1 : 0;
        Note(Promise.FiniteCommand, IsFinite(command) ? 0 : 1);
        for (int i = 0; i < N; i++)
        {
            double q = command.PositionRad[i];
            Note(Promise.JointPosition, Math.Max(_robot.Arm.PositionLow[i] - q, q - _robot.Arm.PositionHigh[i]));
            double velocity = (q - _before.PositionRad[i]) / _robot.Safety.CycleSec;
            double acceleration = (velocity - _velocity[i]) / _robot.Safety.CycleSec;
            double jerk = (acceleration - _acceleration[i]) / _robot.Safety.CycleSec;
            if (_continued > 0)
            {
                Note(Promise.JointVelocity, ShareOfEnvelope(i, q, velocity));
            }
            if (_continued > 1)
            {
                Note(Promise.JointAcceleration, Math.Abs(acceleration));
            }
            if (_continued > 2)
            {
                Note(Promise.JointJerk, Math.Abs(jerk));
            }
            (_velocity[i], _acceleration[i]) = (velocity, acceleration);
        }
        bool stops = command.Mode is GateMode.ControlledStop or GateMode.PowerOff;
        if (stops && _mode is not (GateMode.ControlledStop or GateMode.PowerOff))
        {
            (_stopSince, _missedSec, _hasRested) = (_plant.Now.Seconds, 0, false);
        }
        _stopSince = stops ? _stopSince : double.NaN;
        _mode = command.Mode;
        _before = command;
    }

    /// <summary>After each step of the world.</summary>
    public void OnStep()
    {
        double now = _plant.Now.Seconds;
        Twist gripper = _plant.World.GetVelocity(_plant.TrueRobot.Gripper), armBase = _plant.World.GetVelocity(_plant.TrueRobot.ArmBase);
        Vec3 lever = _plant.World.GetPose(_plant.TrueRobot.Gripper).Position - _plant.World.GetPose(_plant.TrueRobot.ArmBase).Position;
        double gripperSpeed = (gripper.Linear - armBase.Linear - armBase.Angular.Cross(lever)).Length;
        (double vx, double vy, double yawRate) = _plant.TrueRobot.GetBaseVelocity();
        double baseSpeed = Math.Sqrt(vx * vx + vy * vy);
        double fastest = 0;
        for (int i = 0; i < N; i++)
        {
            double speed = Math.Abs(_plant.TrueRobot.GetArmVelocity(i));
            fastest = Math.Max(fastest, speed);
            Note(Promise.TrueJointVelocity, speed / _robot.Arm.MaxVelocity[i]);
        }
        Note(Promise.TrueGripperSpeed, gripperSpeed);
        Note(Promise.TrueBaseSpeed, baseSpeed);
        NoteForce(now);
        _rests = fastest < RestRadPerSec && baseSpeed < RestMPerSec && Math.Abs(yawRate) < RestRadPerSec && Math.Abs(_plant.TrueRobot.LiftVelocityMPerSec) < RestMPerSec;
        NoteStop(now);
    }

    private void NoteForce(double now)
    {
        double force = _plant.Hazards.ContactN;
        Note(Promise.TransientForce, force);
        _touched = force > 0 ? now : _touched;
        // The least of a window that slides is approximated by windows that start anew whenever the force falls below a twentieth of the cap.
        if (force < LimitOf(_robot, Promise.LastingForce) / 20 || double.IsNaN(_lastingSince))
        {
            (_lastingSince, _lastingN) = (now, force);
        }
        _lastingN = Math.Min(_lastingN, force);
        if (now - _lastingSince >= LastingSec)
        {
            Note(Promise.LastingForce, _lastingN);
            (_lastingSince, _lastingN) = (now, force);
        }
    }

    private void NoteStop(double now)
    {
        if (!double.IsNaN(_brainLost))
        {
            if (_rests)
            {
                _brainLost = double.NegativeInfinity;
            }
            else if (double.IsFinite(_brainLost) && !IsSpringing(_brainLost))
            {
                Note(Promise.BrainLossTime, now - _brainLost - _missedSec);
            }
        }
        if (double.IsNaN(_stopSince))
        {
            return;
        }
        Vec3 gripper = _plant.TrueRobot.GripperInArmBase.Position;
        if (_hasRested)
        {
            Note(Promise.TravelAfterStop, gripper.DistanceTo(_restedAt));
        }
        else if (_rests)
        {
            (_hasRested, _restedAt) = (true, gripper);
        }
        else
        {
            Note(IsSpringing(_stopSince) ? Promise.StopTimeAfterTouch : Promise.StopTime, now - _stopSince - _missedSec);
        }
    }

    private bool IsSpringing(double since) => _touched > since - SpringBackSec;

    private void Note(Promise promise, double value)
    {
        if (value > _worst[(int)promise] || double.IsNaN(value))
        {
            (_worst[(int)promise], _worstAt[(int)promise]) = (double.IsNaN(value) ? double.PositiveInfinity : value, _plant.Now.Seconds);
        }
    }

    /// <summary>The FR3's envelope (libfranka, rate_limiting.h): 1 at the fastest that position allows.</summary>
    private double ShareOfEnvelope(int joint, double q, double velocity)
    {
        ArmLimits arm = _robot.Arm;
        double room = velocity > 0 ? arm.VelocityEdgeHigh[joint] - q : q - arm.VelocityEdgeLow[joint];
        double allowed = Math.Min(arm.MaxVelocity[joint], Math.Max(0, Math.Sqrt(Math.Max(0, arm.VelocitySlope[joint] * room)) - arm.VelocityOffset[joint]));
        return Math.Abs(velocity) <= 1e-9 ? 0 : Math.Abs(velocity) / Math.Max(allowed, 1e-6);
    }

    private static bool IsFinite(in GatedCommand command) => command.PositionRad.IsFinite && command.VelocityRadPerSec.IsFinite
        && double.IsFinite(command.LiftM + command.GripperWidthM + command.GripperForceN + command.BaseVxMPerSec + command.BaseVyMPerSec + command.BaseYawRateRadPerSec);
}
