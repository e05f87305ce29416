using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Sensors;

/// <summary>Accelerometer and gyroscope in the base: means over the sampling period, with noise and a constant bias drawn once.</summary>
public sealed class ImuSensor : ProprioceptiveSensor<Imu>
{
    private const double AccelerationNoise = 0.03;
    private const double AccelerationBias = 0.02;
    private const double RateNoise = 0.002;
    private const double RateBias = 0.001;
    private const double Gravity = 9.81;

    private readonly BodyHandle _body;
    private readonly Vec3 _accelerationBias, _rateBias;
    private Vec3 _velocity;
    private Timestamp _since;

    public ImuSensor(BodyHandle body, SensorTiming timing, RandomStream random) : base(SensorKind.Imu, timing, random)
    {
        _body = body;
        _accelerationBias = Noise(AccelerationBias);
        _rateBias = Noise(RateBias);
        Message.AccelerationMPerSec2 = new();
        Message.AngularVelocityRadPerSec = new();
    }

    protected override void Measure(IPhysicsWorld world, Timestamp now)
    {
        Twist twist = world.GetVelocity(_body);
        double elapsed = now.SecondsSince(_since);
        Vec3 acceleration = elapsed > 0 ? (twist.Linear - _velocity) / elapsed : Vec3.Zero;
        (_velocity, _since) = (twist.Linear, now);
        Quat toBody = world.GetPose(_body).Orientation.Inverse();
        Fill(Message.AccelerationMPerSec2, toBody.Rotate(acceleration + new Vec3(0, 0, Gravity)) + _accelerationBias + Noise(AccelerationNoise));
        Fill(Message.AngularVelocityRadPerSec, toBody.Rotate(twist.Angular) + _rateBias + Noise(RateNoise));
    }

    private Vec3 Noise(double sigma) => new(Random.Gaussian(0, sigma), Random.Gaussian(0, sigma), Random.Gaussian(0, sigma));

    private static void Fill(Vector3 message, Vec3 value) => (message.X, message.Y, message.Z) = (value.X, value.Y, value.Z);
}
