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
    private readonly BodySpheres _spheres;
    private readonly BaseLimits _base;
    private readonly Vec3[] _centres;
    private readonly Vec3[] _velocities;

    public PersonDistance(RobotDescription robot, RobotKinematics kinematics)
    {
        _spheres = new(robot, kinematics);
        _base = robot.Base;
        _centres = new Vec3[Count];
        _velocities = new Vec3[Count];
    }

    /// <summary>The last one stands for the base's body, of which it is the round outline.</summary>
    public int Count => _spheres.Count + 1;

    private int BaseBody => _spheres.Count;

    public void Update(in CycleState cycle)
    {
        ref readonly RobotMeasurement now = ref cycle.Measurement;
        _spheres.Centres(now.PositionRad, now.LiftM, now.GripperWidthM, _centres);
        _spheres.ArmVelocities(now.PositionRad, now.LiftM, cycle.Command.VelocityRadPerSec, _centres, _velocities);
        (_centres[BaseBody], _velocities[BaseBody]) = (Vec3.Zero, Vec3.Zero);
        double yawRate = cycle.Command.BaseYawRateRadPerSec;
        for (int i = 0; i < Count; i++)
        {
            double lift = i != BaseBody && _spheres.IsLifted(i) ? cycle.Command.LiftVelocityMPerSec : 0;
            _velocities[i] += new Vec3(cycle.Command.BaseVxMPerSec - yawRate * _centres[i].Y, cycle.Command.BaseVyMPerSec + yawRate * _centres[i].X, lift);
        }
    }

    /// <summary>Is carried by the lift: arm, hand, and what they stand on. Otherwise it goes as the base goes.</summary>
    public bool IsLifted(int sphere) => sphere != BaseBody && _spheres.IsLifted(sphere);
    public double LowM(int sphere) => sphere == BaseBody ? 0 : _centres[sphere].Z - _spheres.RadiusM(sphere);
    public double HighM(int sphere) => sphere == BaseBody ? _base.HeightM : _centres[sphere].Z + _spheres.RadiusM(sphere);

    /// <summary>Against the floor.</summary>
    public Vec3 Velocity(int sphere) => _velocities[sphere];

    /// <summary>How far the sphere is from base_link's axis, metres.</summary>
    public double LeverM(int sphere) => _centres[sphere].HorizontalLength;

    /// <summary>To a body that stands upright on the floor, surface to surface, metres.</summary>
    public double ToBody(int sphere, Vec3 bodyInBase, double bodyRadiusM) => (bodyInBase - _centres[sphere]).HorizontalLength - bodyRadiusM - RadiusM(sphere);

    public double ToHand(int sphere, Vec3 handInBase, double handRadiusM) =>
        (sphere == BaseBody ? ToBody(sphere, handInBase, 0) : handInBase.DistanceTo(_centres[sphere]) - RadiusM(sphere)) - handRadiusM;

    /// <summary>A point of the odometry's frame in base_link.</summary>
    public static Vec3 InBase(in RobotMeasurement measurement, Vec3 inOdometry)
    {
        (double sin, double cos) = Math.SinCos(measurement.BaseOdometry.YawRad);
        double x = inOdometry.X - measurement.BaseOdometry.X, y = inOdometry.Y - measurement.BaseOdometry.Y;
        return new(cos * x + sin * y, -sin * x + cos * y, inOdometry.Z);
    }

    private double RadiusM(int sphere) => sphere == BaseBody ? _base.RadiusM : _spheres.RadiusM(sphere);
}
