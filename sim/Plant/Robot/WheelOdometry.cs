using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Plant.Robot;

/// <summary>What the wheels make of the base's motion: scale errors, a heading that wanders with the distance driven, and noise.</summary>
internal sealed class WheelOdometry(RobotVariation variation, RandomStream random)
{
    /// <summary>Random heading error per square root of metre driven, rad.</summary>
    private const double YawWalk = 0.004;

    private double _x, _y, _yaw;

    public Pose2 Pose => new(_x, _y, Angle.Wrap(_yaw));
    public double Vx { get; private set; }
    public double Vy { get; private set; }
    public double YawRate { get; private set; }

    public void Step(double vx, double vy, double yawRate, double stepSec)
    {
        Vx = vx * variation.OdometryScale;
        Vy = vy * variation.OdometryScale;
        double driven = Math.Sqrt(vx * vx + vy * vy) * stepSec;
        YawRate = yawRate * variation.OdometryYawScale;
        _yaw += YawRate * stepSec + variation.OdometryYawPerMetre * driven + YawWalk * Math.Sqrt(driven) * random.Gaussian();
        (double sin, double cos) = Math.SinCos(_yaw);
        _x += (cos * Vx - sin * Vy) * stepSec;
        _y += (sin * Vx + cos * Vy) * stepSec;
    }
}
