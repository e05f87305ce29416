using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Robot;

/// <summary>
/// The simulated hardware. The plant calls <see cref="BeforeStep"/> and <see cref="AfterStep"/> around each physics step; the gate reads and
/// writes in between. Commands take effect after the drives' delay, and readings carry the encoders' noise and steps.
/// </summary>
public sealed class SimulatedRobot : IRobotHardware
{
    private const double PositionNoiseRad = 2e-5;
    private const double VelocityNoiseRadPerSec = 2e-3;
    private const double TorqueNoiseNm = 0.05;
    private const double PadNoiseN = 0.03;

    /// <summary>One turn of the link's encoder has 20 bits; of the motor's 14, behind a gear of 100.</summary>
    private const double LinkStepRad = 2 * Math.PI / (1 << 20);
    private const double MotorStepRad = 2 * Math.PI / (1 << 14) / 100;

    /// <summary>What keeps computers and sensors running, W.</summary>
    private const double StandbyW = 90;

    /// <summary>Carriage and arm hang on the lift, and the wheels roll against this, N.</summary>
    private const double LiftLoadN = 270;
    private const double RollingN = 40;

    /// <summary>Stiffness of the gears, Nm/rad: of the order of the harmonic drives in such arms.</summary>
    private static readonly double[] GearStiffness = [20_000, 20_000, 20_000, 20_000, 8_000, 8_000, 8_000];
    private const double LengthNoiseM = 2e-5;
    private const double SpeedNoiseMPerSec = 5e-4;
    private const double GripForceNoiseN = 0.3;

    private const double StillMPerSec = 0.05;
    private const double StillRadPerSec = 0.10;

    /// <summary>
    /// Drives that hear nothing for so long brake by themselves: twenty cycles, as on the FR3. That is a fault (CiA 402: quick stop, then switched off): they follow nothing until the power has been taken from them once,
    /// since what they would be told next belongs to a motion that has ended.
    /// </summary>
    private const double DrivePatienceSec = 0.04;

    private readonly CommandDelay _delay;
    private readonly WristSensor _wrist;
    private readonly WheelOdometry _odometry;
    private readonly Battery _battery;
    private readonly MotorWindings _windings;
    private readonly InertialUnit _inertial;
    private readonly QuickStop _quickStop;
    private readonly RandomStream _random;
    private readonly RandomStream _hardwareNoise;
    private readonly double _stepSec;
    private RobotMeasurement _latest;
    private RobotSetpoint _setpoint;
    private Timestamp _now;
    private Timestamp _heard;
    private bool _braked = true;
    private bool _isTripped;

    public SimulatedRobot(IPhysicsWorld world, RobotDescription robot, RobotVariation variation, ulong seed)
    {
        _stepSec = world.TimestepSec;
        _random = RandomStream.For(seed, "robot/encoders");
        _delay = new CommandDelay(variation, _stepSec, RandomStream.For(seed, "robot/delay"));
        _wrist = new WristSensor(world, robot, RandomStream.For(seed, "robot/wrist"));
        _odometry = new WheelOdometry(variation, RandomStream.For(seed, "robot/odometry"));
        _battery = new Battery(RandomStream.For(seed, "robot/battery"));
        _windings = new MotorWindings(robot, RandomStream.For(seed, "robot/windings"));
        _inertial = new InertialUnit(world, world.FindBody(robot.Frames.Imu), RandomStream.For(seed, "robot/imu"));
        _hardwareNoise = RandomStream.For(seed, "robot/hardware");
        Rig = new RobotRig(world, robot, variation);
        _quickStop = new QuickStop(Rig, _stepSec);
        Pads = new PadContacts(world, robot);
        Reset(Timestamp.Zero);
    }

    public RobotRig Rig { get; }

    /// <summary>The setpoints in force move some axis, faster than a robot may that counts as standing still (UR tolerates 50 mm/s).</summary>
    public bool DrivesMove
    {
        get
        {
            double linear = Math.Max(Math.Abs(_setpoint.LiftVelocityMPerSec), Math.Max(Math.Abs(_setpoint.BaseVxMPerSec), Math.Abs(_setpoint.BaseVyMPerSec)));
            double angular = Math.Abs(_setpoint.BaseYawRateRadPerSec);
            for (int i = 0; i < JointVector.Length; i++)
            {
                angular = Math.Max(angular, Math.Abs(_setpoint.VelocityRadPerSec[i]));
            }
            return !_braked && (linear > StillMPerSec || angular > StillRadPerSec);
        }
    }

    /// <summary>How the base moves beyond the setpoint in force: because it is shoved, or lags. World frame, turning about the base's middle.</summary>
    public Twist BaseBeyondSetpoint
    {
        get
        {
            (double vx, double vy, double yawRate) = Rig.GetBaseVelocity();
            Vec3 linear = new(vx - _setpoint.BaseVxMPerSec, vy - _setpoint.BaseVyMPerSec, 0);
            return new(Quat.FromYaw(Rig.BasePose.YawRad).Rotate(linear), new(0, 0, yawRate - _setpoint.BaseYawRateRadPerSec));
        }
    }

    public PadContacts Pads { get; }

    /// <summary>The sample of the latest step, as <see cref="Read"/> gives it.</summary>
    public ref readonly RobotMeasurement Latest => ref _latest;

    /// <summary>After the robot was placed: it holds where it is, and forgets commands still on their way.</summary>
    public void Reset(Timestamp now)
    {
        Rig.TakeReferences();
        _delay.Clear();
        _setpoint = Rig.HoldHere();
        Brake();
        (_now, _isTripped) = (now, false);
        _inertial.Reset();
        StepHardware();
        Measure();
    }

    public void Read(ref RobotMeasurement measurement) => measurement = _latest;

    public void Write(in GatedCommand command)
    {
        if (!command.IsGenuine)
        {
            throw new ArgumentException("Only commands that passed the safety gate are accepted.", nameof(command));
        }
        Receive(RobotSetpoint.From(command), command.IsPowered);
    }

    /// <summary>What a drive bus carried: for a plant in a process of its own, whose far end takes genuine commands only.</summary>
    internal void Receive(in RobotSetpoint setpoint, bool isPowered)
    {
        if (isPowered)
        {
            Send(setpoint);
            return;
        }
        (_latest.Echo, _isTripped) = (setpoint.Number, false);
        if (!_braked)
        {
            Brake();
        }
    }

    internal void Send(in RobotSetpoint setpoint)
    {
        if (_isTripped)
        {
            return;
        }
        _braked = false;
        _heard = _now;
        _delay.Push(setpoint, _now);
    }

    public void BeforeStep()
    {
        if (!_braked && _now.SecondsSince(_heard) > DrivePatienceSec)
        {
            Brake();
            _isTripped = true;
        }
        if (_delay.TryTake(_now, ref _setpoint))
        {
            _latest.Echo = _setpoint.Number;
        }
        if (_braked)
        {
            _setpoint = _quickStop.Step();
        }
        Rig.Drive(Rig.Faults.Distort(_setpoint, _braked, Rig.GripperWidthM, _stepSec), _braked);
    }

    /// <param name="now">Time after the step.</param>
    /// <param name="contacts">All contacts of the step.</param>
    public void AfterStep(Timestamp now, ReadOnlySpan<Contact> contacts)
    {
        _now = now;
        Pads.Update(contacts);
        (double vx, double vy, double yawRate) = Rig.GetBaseVelocity();
        _odometry.Step(vx, vy, yawRate, _stepSec);
        StepHardware();
        Measure();
    }

    /// <summary>What happens inside the robot during a step: heat, load on the battery.</summary>
    private void StepHardware()
    {
        double movesW = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            double torque = Rig.GetArmTorque(i);
            movesW += Math.Abs(torque * Rig.GetArmVelocity(i));
            _windings.Step(i, torque, _stepSec);
        }
        (double vx, double vy, _) = Rig.GetBaseVelocity();
        movesW += LiftLoadN * Math.Max(0, Rig.LiftVelocityMPerSec) + RollingN * Math.Sqrt(vx * vx + vy * vy);
        _battery.Step(StandbyW + movesW + _windings.LostW, _stepSec);
        _inertial.Step(_stepSec);
    }

    /// <summary>The drives come to rest by themselves and stay there; the fingers' spring keeps its grip.</summary>
    private void Brake()
    {
        _delay.Clear();
        _quickStop.Begin(_setpoint);
        _braked = true;
    }

    private void Measure()
    {
        _latest.Stamp = _now;
        for (int i = 0; i < JointVector.Length; i++)
        {
            double position = Rig.GetArmPosition(i);
            _latest.PositionRad[i] = InSteps(position + _random.Gaussian(0, PositionNoiseRad), LinkStepRad);
            _latest.VelocityRadPerSec[i] = Rig.GetArmVelocity(i) + _random.Gaussian(0, VelocityNoiseRadPerSec);
            double torque = Rig.GetArmTorque(i);
            _latest.TorqueNm[i] = torque + _random.Gaussian(0, TorqueNoiseNm);
            _latest.MotorPositionRad[i] = InSteps(position + torque / GearStiffness[i] + _hardwareNoise.Gaussian(0, PositionNoiseRad), MotorStepRad);
            _latest.MotorTemperatureC[i] = _windings.Read(i);
        }
        _latest.LiftM = Rig.LiftM + _random.Gaussian(0, LengthNoiseM);
        _latest.LiftVelocityMPerSec = Rig.LiftVelocityMPerSec + _random.Gaussian(0, SpeedNoiseMPerSec);
        _latest.GripperWidthM = Rig.GripperWidthM + _random.Gaussian(0, LengthNoiseM);
        _latest.GripperVelocityMPerSec = Rig.GripperVelocityMPerSec + _random.Gaussian(0, SpeedNoiseMPerSec);
        _latest.GripperForceN = Rig.GripperForceN + _random.Gaussian(0, GripForceNoiseN);
        _latest.BaseOdometry = _odometry.Pose;
        _latest.BaseVxMPerSec = _odometry.Vx + _random.Gaussian(0, SpeedNoiseMPerSec);
        _latest.BaseVyMPerSec = _odometry.Vy + _random.Gaussian(0, SpeedNoiseMPerSec);
        _latest.BaseYawRateRadPerSec = _odometry.YawRate + _random.Gaussian(0, SpeedNoiseMPerSec);
        _latest.WristWrench = _wrist.Read();
        _latest.LeftPadForceN = Felt(Pads.LeftForceN);
        _latest.RightPadForceN = Felt(Pads.RightForceN);
        _latest.PeakCellForceN = Pads.PeakCellN;
        _latest.Reports = HardwareReports.All;
        _latest.Status = _isTripped ? DriveStatus.Fault : DriveStatus.Ready;
        _latest.Counter++;
        _latest.SupplyVoltageV = _battery.Read();
        _latest.ImuAccelerationMPerSec2 = _inertial.Acceleration;
        _latest.ImuAngularVelocityRadPerSec = _inertial.AngularVelocity;
    }

    /// <summary>Cells below their threshold show nothing, so that a pad at rest is silent; what presses carries noise.</summary>
    private double Felt(double forceN)
    {
        double noise = _hardwareNoise.Gaussian(0, PadNoiseN);
        return forceN > 0 ? Math.Max(0, forceN + noise) : 0;
    }

    private static double InSteps(double value, double step) => Math.Round(value / step) * step;
}
