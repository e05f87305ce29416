namespace RoboticsStack.Core.Geometry;

/// <summary>Position (metres) and orientation of a child frame in its parent frame.</summary>
public readonly record struct Pose(Vec3 Position, Quat Orientation)
{
    public static readonly Pose Identity = new(Vec3.Zero, Quat.Identity);

    public bool IsFinite => Position.IsFinite && Orientation.IsFinite;

    /// <summary>Carries a point of the child frame into the parent frame.</summary>
    public Vec3 Transform(Vec3 pointInChild) => Position + Orientation.Rotate(pointInChild);

    public Pose Inverse()
    {
        Quat inverse = Orientation.Inverse();
        return new(-inverse.Rotate(Position), inverse);
    }

    /// <summary>Composition: (A from B) · (B from C) = (A from C).</summary>
    public static Pose operator *(Pose a, Pose b) => new(a.Transform(b.Position), a.Orientation * b.Orientation);

    public static Pose Interpolate(Pose a, Pose b, double t) =>
        new(Vec3.Lerp(a.Position, b.Position, t), Quat.Slerp(a.Orientation, b.Orientation, t));
}

/// <summary>Pose on the floor: metres and radians.</summary>
public readonly record struct Pose2(double X, double Y, double YawRad)
{
    public Pose ToPose() => new(new Vec3(X, Y, 0), Quat.FromYaw(YawRad));
}

/// <summary>Linear (m/s) and angular (rad/s) velocity.</summary>
public readonly record struct Twist(Vec3 Linear, Vec3 Angular);

/// <summary>Force (N) and torque (Nm).</summary>
public readonly record struct Wrench(Vec3 Force, Vec3 Torque);
