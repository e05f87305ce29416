using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Safety;

namespace RoboticsStack.Control.Tests;

/// <summary>Makes a simulated robot's hardware tell all that hardware can tell, consistent with its motion and with noise; tests then distort it.</summary>
internal sealed class HealthyHardware
{
    private readonly SimulatedRobot _robot;
    private RobotMeasurement _before;
    private ulong _counter;

    public HealthyHardware(SimulatedRobot robot)
    {
        _robot = robot;
        robot.Sensor = Sense;
    }

    /// <summary>What goes wrong; applied last.</summary>
    public Func<RobotMeasurement, RobotMeasurement>? Fault { get; set; }

    /// <summary>All but torques: this robot's joints have no inertia, so that torques would not fit its motion. At rest they do.</summary>
    public HardwareReports Reports { get; set; } = HardwareReports.All & ~HardwareReports.JointTorque;

    public double CycleSec => _robot.Description.Safety.CycleSec;

    private RobotMeasurement Sense(RobotMeasurement measurement)
    {
        measurement.Reports = Reports;
        measurement.Counter = ++_counter;
        measurement.Echo = _robot.Command.Number;
        measurement.SupplyVoltageV = 50 + Noise(0.02);
        for (int i = 0; i < JointVector.Length; i++)
        {
            measurement.PositionRad[i] += Noise(1e-6);
            measurement.MotorPositionRad[i] = measurement.PositionRad[i] + 0.001;
            measurement.MotorTemperatureC[i] = 40;
        }
        measurement.WristWrench = new(measurement.WristWrench.Force + new Vec3(Noise(0.01), 0, 0), measurement.WristWrench.Torque);
        double ax = (measurement.BaseVxMPerSec - _before.BaseVxMPerSec) / CycleSec, ay = (measurement.BaseVyMPerSec - _before.BaseVyMPerSec) / CycleSec;
        Vec3 turn = new(0, 0, measurement.BaseYawRateRadPerSec);
        measurement.ImuAccelerationMPerSec2 = new Vec3(ax, ay, 9.81) + turn.Cross(new(measurement.BaseVxMPerSec, measurement.BaseVyMPerSec, 0));
        measurement.ImuAngularVelocityRadPerSec = new(0, 0, measurement.BaseYawRateRadPerSec + Noise(1e-4));
        _before = measurement;
        return Fault?.Invoke(measurement) ?? measurement;
    }

    private double Noise(double amplitude) => amplitude * Math.Sin(_robot.Now.Nanoseconds);
}
