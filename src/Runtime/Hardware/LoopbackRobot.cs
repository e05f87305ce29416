using RoboticsStack.Control.Dynamics;
using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Hardware;

/// <summary>
/// No robot: what is commanded comes back as measured, with all that hardware reports besides, as that motion would make it. For commissioning, for
/// benches, and for long tests that need no physics.
/// </summary>
public sealed class LoopbackRobot : IRobotHardware
{
    private const double SupplyV = 50;
    private const double MotorC = 40;

    /// <summary>Sensors that do not change by a bit count as stuck, or as having no noise to watch.</summary>
    private const double NoiseN = 0.01;
    private const double NoiseRadPerSec = 1e-4;

    private readonly double _cycleSec;
    private readonly Func<Timestamp> _now;
    private readonly ArmDynamics _dynamics;
    private readonly RobotKinematics _kinematics;
    private RobotMeasurement _measurement;
    private RobotMeasurement _before;

    /// <param name="robot">Whose nominal posture it begins in.</param>
    /// <param name="now">Time of the run, for the samples' stamps.</param>
    public LoopbackRobot(RobotDescription robot, Func<Timestamp> now)
    {
        _now = now;
        _cycleSec = robot.Safety.CycleSec;
        _dynamics = new(robot);
        _kinematics = new(robot);
        _measurement.PositionRad = robot.Arm.NominalPosture;
        _measurement.LiftM = (robot.Lift.LowM + robot.Lift.HighM) / 2;
        _measurement.GripperWidthM = robot.Gripper.MaxWidthM / 2;
        _measurement.Reports = HardwareReports.All;
        _measurement.SupplyVoltageV = SupplyV;
        for (int i = 0; i < JointVector.Length; i++)
        {
            _measurement.MotorTemperatureC[i] = MotorC;
        }
    }

    public void Read(ref RobotMeasurement measurement)
    {
        _measurement.Stamp = _now();
        _measurement.Counter++;
        _measurement.MotorPositionRad = _measurement.PositionRad;
        double dt = _measurement.Stamp.SecondsSince(_before.Stamp);
        if (dt > 0)
        {
            Feel(dt);
        }
        measurement = _before = _measurement;
    }

    public void Write(in GatedCommand command)
    {
        if (!command.IsGenuine)
        {
            throw new ArgumentException("Only commands that passed the safety gate are accepted.", nameof(command));
        }
        bool powered = command.IsPowered;
        _measurement.Echo = command.Number;
        _measurement.VelocityRadPerSec = powered ? command.VelocityRadPerSec : default;
        _measurement.LiftVelocityMPerSec = powered ? command.LiftVelocityMPerSec : 0;
        (_measurement.BaseVxMPerSec, _measurement.BaseVyMPerSec, _measurement.BaseYawRateRadPerSec) =
            powered ? (command.BaseVxMPerSec, command.BaseVyMPerSec, command.BaseYawRateRadPerSec) : default;
        Integrate();
        if (!powered)
        {
            return;
        }
        _measurement.PositionRad = command.PositionRad;
        _measurement.LiftM = command.LiftM;
        _measurement.GripperVelocityMPerSec = (command.GripperWidthM - _measurement.GripperWidthM) / _cycleSec;
        _measurement.GripperWidthM = command.GripperWidthM;
    }

    /// <summary>Torques, the wrist's wrench and the inertial unit, as the motion since the sample before needs and shows them.</summary>
    private void Feel(double dt)
    {
        double noise = Math.Sin(_measurement.Stamp.Nanoseconds);
        ArmMotionState motion = MeasuredMotion.Between(_before, _measurement, dt, _kinematics);
        Wrench hand = _dynamics.HandWrench(motion, payloadKg: 0);
        _measurement.TorqueNm = _dynamics.InverseDynamics(motion, hand);
        _measurement.WristWrench = hand with { Force = hand.Force + new Vec3(NoiseN * noise, 0, 0) };
        Vec3 velocity = new(_measurement.BaseVxMPerSec, _measurement.BaseVyMPerSec, 0);
        Vec3 gained = (velocity - new Vec3(_before.BaseVxMPerSec, _before.BaseVyMPerSec, 0)) / dt;
        Vec3 turn = new(0, 0, _measurement.BaseYawRateRadPerSec);
        _measurement.ImuAccelerationMPerSec2 = gained + turn.Cross(velocity) + new Vec3(0, 0, ArmDynamics.Gravity);
        _measurement.ImuAngularVelocityRadPerSec = turn + new Vec3(0, 0, NoiseRadPerSec * noise);
    }

    private void Integrate()
    {
        (double sin, double cos) = Math.SinCos(_measurement.BaseOdometry.YawRad);
        _measurement.BaseOdometry = new(
            _measurement.BaseOdometry.X + _cycleSec * (cos * _measurement.BaseVxMPerSec - sin * _measurement.BaseVyMPerSec),
            _measurement.BaseOdometry.Y + _cycleSec * (sin * _measurement.BaseVxMPerSec + cos * _measurement.BaseVyMPerSec),
            _measurement.BaseOdometry.YawRad + _cycleSec * _measurement.BaseYawRateRadPerSec);
    }
}
