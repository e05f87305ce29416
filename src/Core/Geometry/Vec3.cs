namespace RoboticsStack.Core.Geometry;

/// <summary>A vector of three doubles. Right-handed frames; z up and x forward unless a name says otherwise.</summary>
public readonly record struct Vec3(double X, double Y, double Z)
{
    public static readonly Vec3 Zero = new(0, 0, 0);
    public static readonly Vec3 UnitX = new(1, 0, 0);
    public static readonly Vec3 UnitY = new(0, 1, 0);
    public static readonly Vec3 UnitZ = new(0, 0, 1);

    public double LengthSquared => X * X + Y * Y + Z * Z;
    public double Length => Math.Sqrt(LengthSquared);

    /// <summary>Length of the projection on the horizontal plane.</summary>
    public double HorizontalLength => Math.Sqrt(X * X + Y * Y);

    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Z);

    /// <summary>This direction at length 1; <see cref="UnitX"/> for the zero vector.</summary>
    public Vec3 Normalized()
    {
        double length = Length;
        return length > 1e-12 ? this * (1 / length) : UnitX;
    }

    public double Dot(Vec3 other) => X * other.X + Y * other.Y + Z * other.Z;

    public Vec3 Cross(Vec3 other) => new(Y * other.Z - Z * other.Y, Z * other.X - X * other.Z, X * other.Y - Y * other.X);

    public double DistanceTo(Vec3 other) => (this - other).Length;

    /// <summary>The same direction, no longer than <paramref name="maxLength"/>.</summary>
    public Vec3 ClampLength(double maxLength)
    {
        double length = Length;
        return length > maxLength ? this * (maxLength / length) : this;
    }

    public static Vec3 Lerp(Vec3 a, Vec3 b, double t) => a + (b - a) * t;

    public static Vec3 operator +(Vec3 a, Vec3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);
    public static Vec3 operator -(Vec3 a, Vec3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);
    public static Vec3 operator -(Vec3 a) => new(-a.X, -a.Y, -a.Z);
    public static Vec3 operator *(Vec3 a, double s) => new(a.X * s, a.Y * s, a.Z * s);
    public static Vec3 operator *(double s, Vec3 a) => a * s;
    public static Vec3 operator /(Vec3 a, double s) => a * (1 / s);
}
