using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Robot;

/// <summary>Accelerometer and gyroscope in the base, read in every cycle: with noise, and a constant bias drawn once.</summary>
internal sealed class InertialUnit
{
    private const double AccelerationNoise = 0.067;
    private const double AccelerationBias = 0.02;
    private const double RateNoise = 0.0045;
    private const double RateBias = 0.001;
    private const double Gravity = 9.81;

    private readonly IPhysicsWorld _world;
    private readonly BodyHandle _body;
    private readonly RandomStream _random;
    private readonly Vec3 _accelerationBias, _rateBias;
    private Vec3 _velocity;

    public InertialUnit(IPhysicsWorld world, BodyHandle body, RandomStream random)
    {
        (_world, _body, _random) = (world, body, random);
        _accelerationBias = Noise(AccelerationBias);
        _rateBias = Noise(RateBias);
    }

    /// <summary>In the unit's frame; at rest it shows gravity, upwards.</summary>
    public Vec3 Acceleration { get; private set; }
    public Vec3 AngularVelocity { get; private set; }

    /// <summary>After the robot was placed.</summary>
    public void Reset() => _velocity = _world.GetVelocity(_body).Linear;

    public void Step(double stepSec)
    {
        Twist twist = _world.GetVelocity(_body);
        Vec3 acceleration = (twist.Linear - _velocity) / stepSec;
        _velocity = twist.Linear;
        Quat toBody = _world.GetPose(_body).Orientation.Inverse();
        Acceleration = toBody.Rotate(acceleration + new Vec3(0, 0, Gravity)) + _accelerationBias + Noise(AccelerationNoise);
        AngularVelocity = toBody.Rotate(twist.Angular) + _rateBias + Noise(RateNoise);
    }

    private Vec3 Noise(double sigma) => new(_random.Gaussian(0, sigma), _random.Gaussian(0, sigma), _random.Gaussian(0, sigma));
}
