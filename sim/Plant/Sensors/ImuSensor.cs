using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Sensors;

/// <summary>Accelerometer and gyroscope in the base: means of the unit's readings over the sampling period.</summary>
public sealed class ImuSensor : ProprioceptiveSensor<Imu>
{
    private readonly SimulatedRobot _robot;
    private Vec3 _acceleration, _rate;
    private int _count;

    public ImuSensor(SimulatedRobot robot, SensorTiming timing, RandomStream random) : base(SensorKind.Imu, timing, random)
    {
        _robot = robot;
        Message.AccelerationMPerSec2 = new();
        Message.AngularVelocityRadPerSec = new();
    }

    protected override void Observe()
    {
        _acceleration += _robot.Latest.ImuAccelerationMPerSec2;
        _rate += _robot.Latest.ImuAngularVelocityRadPerSec;
        _count++;
    }

    protected override void Measure(IPhysicsWorld world, Timestamp now)
    {
        Fill(Message.AccelerationMPerSec2, _acceleration / _count);
        Fill(Message.AngularVelocityRadPerSec, _rate / _count);
        (_acceleration, _rate, _count) = (Vec3.Zero, Vec3.Zero, 0);
    }

    private static void Fill(Vector3 message, Vec3 value) => (message.X, message.Y, message.Z) = (value.X, value.Y, value.Z);
}
