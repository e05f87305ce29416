namespace RoboticsStack.Core.Geometry;

/// <summary>A unit quaternion (w first, Hamilton convention), rotating vectors from the child frame into the parent frame.</summary>
public readonly record struct Quat(double W, double X, double Y, double Z)
{
    public static readonly Quat Identity = new(1, 0, 0, 0);

    public bool IsFinite => double.IsFinite(W) && double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Z);

    public static Quat FromAxisAngle(Vec3 axis, double angleRad)
    {
        Vec3 unit = axis.Normalized();
        (double sin, double cos) = Math.SinCos(angleRad / 2);
        return new(cos, unit.X * sin, unit.Y * sin, unit.Z * sin);
    }

    public static Quat FromYaw(double yawRad)
    {
        (double sin, double cos) = Math.SinCos(yawRad / 2);
        return new(cos, 0, 0, sin);
    }

    /// <summary>Fixed-axis roll, pitch, yaw (URDF's order: Rz·Ry·Rx).</summary>
    public static Quat FromRollPitchYaw(double rollRad, double pitchRad, double yawRad) =>
        FromYaw(yawRad) * FromAxisAngle(Vec3.UnitY, pitchRad) * FromAxisAngle(Vec3.UnitX, rollRad);

    /// <summary>The rotation whose columns are the given orthonormal axes.</summary>
    public static Quat FromAxes(Vec3 x, Vec3 y, Vec3 z)
    {
        double trace = x.X + y.Y + z.Z;
        if (trace > 0)
        {
            double s = Math.Sqrt(trace + 1) * 2;
            return new Quat(s / 4, (y.Z - z.Y) / s, (z.X - x.Z) / s, (x.Y - y.X) / s).Normalized();
        }
        if (x.X > y.Y && x.X > z.Z)
        {
            double s = Math.Sqrt(1 + x.X - y.Y - z.Z) * 2;
            return new Quat((y.Z - z.Y) / s, s / 4, (y.X + x.Y) / s, (z.X + x.Z) / s).Normalized();
        }
        if (y.Y > z.Z)
        {
            double s = Math.Sqrt(1 + y.Y - x.X - z.Z) * 2;
            return new Quat((z.X - x.Z) / s, (y.X + x.Y) / s, s / 4, (z.Y + y.Z) / s).Normalized();
        }
        else
        {
            double s = Math.Sqrt(1 + z.Z - x.X - y.Y) * 2;
            return new Quat((x.Y - y.X) / s, (z.X + x.Z) / s, (z.Y + y.Z) / s, s / 4).Normalized();
        }
    }

    public Quat Inverse() => new(W, -X, -Y, -Z);

    public Quat Normalized()
    {
        double norm = Math.Sqrt(W * W + X * X + Y * Y + Z * Z);
        return norm > 1e-12 ? new(W / norm, X / norm, Y / norm, Z / norm) : Identity;
    }

    public Vec3 Rotate(Vec3 v)
    {
        Vec3 u = new(X, Y, Z);
        Vec3 t = u.Cross(v) * 2;
        return v + t * W + u.Cross(t);
    }

    public Vec3 AxisX => Rotate(Vec3.UnitX);
    public Vec3 AxisY => Rotate(Vec3.UnitY);
    public Vec3 AxisZ => Rotate(Vec3.UnitZ);

    /// <summary>Heading of the x axis about the vertical, in radians, in (−π, π].</summary>
    public double Yaw
    {
        get
        {
            Vec3 x = AxisX;
            return Math.Atan2(x.Y, x.X);
        }
    }

    /// <summary>Rotation vector (axis times angle, radians) of the shorter way round.</summary>
    public Vec3 ToRotationVector()
    {
        Quat q = W < 0 ? new(-W, -X, -Y, -Z) : this;
        Vec3 v = new(q.X, q.Y, q.Z);
        double sin = v.Length;
        return sin < 1e-12 ? v * 2 : v * (2 * Math.Atan2(sin, q.W) / sin);
    }

    public static Quat FromRotationVector(Vec3 rotation)
    {
        double angle = rotation.Length;
        return angle < 1e-12 ? Identity : FromAxisAngle(rotation, angle);
    }

    public static Quat Slerp(Quat a, Quat b, double t) => a * FromRotationVector((a.Inverse() * b).ToRotationVector() * t);

    public static Quat operator *(Quat a, Quat b) => new(
        a.W * b.W - a.X * b.X - a.Y * b.Y - a.Z * b.Z,
        a.W * b.X + a.X * b.W + a.Y * b.Z - a.Z * b.Y,
        a.W * b.Y - a.X * b.Z + a.Y * b.W + a.Z * b.X,
        a.W * b.Z + a.X * b.Y - a.Y * b.X + a.Z * b.W);
}
