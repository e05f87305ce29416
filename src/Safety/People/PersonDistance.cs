using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Safety.Functions;

namespace RoboticsStack.Safety.People;

/// <summary>
/// The robot's spheres in one cycle, as measured, and how fast they move over the floor, as commanded: what both functions about people ask. Frame:
/// base_link, speeds against the floor. Allocates nothing after construction.
/// </summary>
internal sealed class PersonDistance
{
    /// <summary>Step over which speeds are differences, seconds: small against any change of posture.</summary>
    private const double AheadSec = 0.01;

    private readonly RobotSpheres _spheres;
    private readonly Vec3[] _centres;
    private readonly Vec3[] _ahead;

    public PersonDistance(RobotDescription robot)
    {
        _spheres = new(robot, new RobotKinematics(robot));
        _centres = new Vec3[_spheres.Count];
        _ahead = new Vec3[_spheres.Count];
    }

    public int Count => _spheres.Count;

    public void Update(in CycleState cycle)
    {
        ref readonly RobotMeasurement now = ref cycle.Measurement;
        _spheres.Place(now.PositionRad, now.LiftM, _centres);
        JointVector ahead = now.PositionRad;
        for (int i = 0; i < JointVector.Length; i++)
        {
            ahead[i] += cycle.Command.VelocityRadPerSec[i] * AheadSec;
        }
        _spheres.Place(ahead, now.LiftM + cycle.Command.LiftVelocityMPerSec * AheadSec, _ahead);
        for (int i = 0; i < _ahead.Length; i++)
        {
            Vec3 relative = (_ahead[i] - _centres[i]) / AheadSec;
            double yawRate = cycle.Command.BaseYawRateRadPerSec;
            _ahead[i] = relative + new Vec3(
                cycle.Command.BaseVxMPerSec - yawRate * _centres[i].Y, cycle.Command.BaseVyMPerSec + yawRate * _centres[i].X, 0);
        }
    }

    public bool IsArm(int sphere) => _spheres.IsArm(sphere);
    public double LowM(int sphere) => _centres[sphere].Z - _spheres.RadiusM(sphere);
    public double HighM(int sphere) => _centres[sphere].Z + _spheres.RadiusM(sphere);

    /// <summary>Against the floor.</summary>
    public Vec3 Velocity(int sphere) => _ahead[sphere];

    /// <summary>How far the sphere is from base_link's axis, metres.</summary>
    public double LeverM(int sphere) => _centres[sphere].HorizontalLength;

    /// <summary>To a body that stands upright on the floor, surface to surface, metres.</summary>
    public double ToBody(int sphere, Vec3 bodyInBase, double bodyRadiusM) =>
        (bodyInBase - _centres[sphere]).HorizontalLength - bodyRadiusM - _spheres.RadiusM(sphere);

    public double ToHand(int sphere, Vec3 handInBase, double handRadiusM) => handInBase.DistanceTo(_centres[sphere]) - handRadiusM - _spheres.RadiusM(sphere);

    /// <summary>How fast the sphere moves towards a point, m/s; negative when away from it.</summary>
    public double SpeedTowards(int sphere, Vec3 pointInBase) => Velocity(sphere).Dot((pointInBase - _centres[sphere]).Normalized());

    /// <summary>The same towards an upright body.</summary>
    public double SpeedTowardsBody(int sphere, Vec3 bodyInBase) => SpeedTowards(sphere, bodyInBase with { Z = _centres[sphere].Z });

    /// <summary>A point of the odometry's frame in base_link.</summary>
    public static Vec3 InBase(in RobotMeasurement measurement, Vec3 inOdometry)
    {
        (double sin, double cos) = Math.SinCos(measurement.BaseOdometry.YawRad);
        double x = inOdometry.X - measurement.BaseOdometry.X, y = inOdometry.Y - measurement.BaseOdometry.Y;
        return new(cos * x + sin * y, -sin * x + cos * y, inOdometry.Z);
    }
}
