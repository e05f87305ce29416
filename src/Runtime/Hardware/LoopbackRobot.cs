using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Hardware;

/// <summary>No robot: what is commanded comes back as measured. For commissioning, for benches, and for long tests that need no physics.</summary>
public sealed class LoopbackRobot : IRobotHardware
{
    private readonly double _cycleSec;
    private readonly Func<Timestamp> _now;
    private RobotMeasurement _measurement;

    /// <param name="robot">Whose nominal posture it begins in.</param>
    /// <param name="now">Time of the run, for the samples' stamps.</param>
    public LoopbackRobot(RobotDescription robot, Func<Timestamp> now)
    {
        _now = now;
        _cycleSec = robot.Safety.CycleSec;
        _measurement.PositionRad = robot.Arm.NominalPosture;
        _measurement.LiftM = (robot.Lift.LowM + robot.Lift.HighM) / 2;
        _measurement.GripperWidthM = robot.Gripper.MaxWidthM / 2;
    }

    public void Read(ref RobotMeasurement measurement)
    {
        _measurement.Stamp = _now();
        measurement = _measurement;
    }

    public void Write(in GatedCommand command)
    {
        if (!command.IsGenuine)
        {
            throw new ArgumentException("Only commands that passed the safety gate are accepted.", nameof(command));
        }
        bool powered = command.IsPowered;
        _measurement.VelocityRadPerSec = powered ? command.VelocityRadPerSec : default;
        _measurement.LiftVelocityMPerSec = powered ? command.LiftVelocityMPerSec : 0;
        (_measurement.BaseVxMPerSec, _measurement.BaseVyMPerSec, _measurement.BaseYawRateRadPerSec) =
            powered ? (command.BaseVxMPerSec, command.BaseVyMPerSec, command.BaseYawRateRadPerSec) : default;
        if (!powered)
        {
            return;
        }
        _measurement.PositionRad = command.PositionRad;
        _measurement.LiftM = command.LiftM;
        _measurement.GripperVelocityMPerSec = (command.GripperWidthM - _measurement.GripperWidthM) / _cycleSec;
        _measurement.GripperWidthM = command.GripperWidthM;
        Integrate();
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
