using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Dynamics;

/// <summary>Mass properties of several links that move as one: mass, centre of mass and inertia about it, in the frame that they were gathered in.</summary>
internal readonly struct CompositeBody
{
    private readonly double _xx, _yy, _zz, _xy, _xz, _yz;

    private CompositeBody(double massKg, Vec3 centre, double xx, double yy, double zz, double xy, double xz, double yz)
    {
        (MassKg, CentreOfMass) = (massKg, centre);
        (_xx, _yy, _zz, _xy, _xz, _yz) = (xx, yy, zz, xy, xz, yz);
    }

    public double MassKg { get; }
    public Vec3 CentreOfMass { get; }

    /// <summary>Gathers a link and everything below it, except below joints that move and below <paramref name="without"/>; joints at zero.</summary>
    public static CompositeBody Rigid(RobotDescription robot, string link, string? without) => Gather(robot, link, link, without, isThroughJoints: false);

    /// <summary>Gathers a link and all that hangs from it, joints at zero.</summary>
    public static CompositeBody Whole(RobotDescription robot, string link) => Gather(robot, link, link, null, isThroughJoints: true);

    /// <summary>Inertia about the centre of mass times a vector, both in this body's frame.</summary>
    public Vec3 Inertia(Vec3 v) => new(
        _xx * v.X + _xy * v.Y + _xz * v.Z,
        _xy * v.X + _yy * v.Y + _yz * v.Z,
        _xz * v.X + _yz * v.Y + _zz * v.Z);

    private static CompositeBody Gather(RobotDescription robot, string frame, string link, string? without, bool isThroughJoints)
    {
        CompositeBody sum = Of(robot.FindLink(link).Inertia, robot.PoseAtZero(link, frame));
        foreach (RobotJoint joint in robot.Joints.Where(joint => joint.Parent == link && joint.Child != without))
        {
            if (isThroughJoints || joint.Kind == RobotJointKind.Fixed)
            {
                sum = Join(sum, Gather(robot, frame, joint.Child, without, isThroughJoints));
            }
        }
        return sum;
    }

    private static CompositeBody Of(LinkInertia? link, Pose pose)
    {
        if (link is not { } inertia)
        {
            return default;
        }
        // R · diag · Rᵀ, from the link's axes in the frame gathered in.
        Vec3 d = inertia.DiagonalKgM2, x = pose.Orientation.AxisX, y = pose.Orientation.AxisY, z = pose.Orientation.AxisZ;
        double Element(Func<Vec3, double> a, Func<Vec3, double> b) => d.X * a(x) * b(x) + d.Y * a(y) * b(y) + d.Z * a(z) * b(z);
        return new(inertia.MassKg, pose.Transform(inertia.CentreOfMass),
            Element(v => v.X, v => v.X), Element(v => v.Y, v => v.Y), Element(v => v.Z, v => v.Z),
            Element(v => v.X, v => v.Y), Element(v => v.X, v => v.Z), Element(v => v.Y, v => v.Z));
    }

    /// <summary>Both together, by the parallel-axis theorem.</summary>
    private static CompositeBody Join(in CompositeBody a, in CompositeBody b)
    {
        double mass = a.MassKg + b.MassKg;
        if (mass == 0)
        {
            return default;
        }
        Vec3 apart = b.CentreOfMass - a.CentreOfMass;
        double reduced = a.MassKg * b.MassKg / mass;
        return new(mass, (a.CentreOfMass * a.MassKg + b.CentreOfMass * b.MassKg) / mass,
            a._xx + b._xx + reduced * (apart.Y * apart.Y + apart.Z * apart.Z),
            a._yy + b._yy + reduced * (apart.X * apart.X + apart.Z * apart.Z),
            a._zz + b._zz + reduced * (apart.X * apart.X + apart.Y * apart.Y),
            a._xy + b._xy - reduced * apart.X * apart.Y,
            a._xz + b._xz - reduced * apart.X * apart.Z,
            a._yz + b._yz - reduced * apart.Y * apart.Z);
    }
}
