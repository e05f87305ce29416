using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Mujoco;

/// <summary>Where a ray meets a shape, in the shape's own frame. Misses are positive infinity; from inside, the way out is the hit.</summary>
internal static class RayShapes
{
    public static double Sphere(Vec3 o, Vec3 d, double radius)
    {
        double b = o.Dot(d);
        double disc = b * b - o.LengthSquared + radius * radius;
        return disc < 0 ? double.PositiveInfinity : Nearest(-b - Math.Sqrt(disc), -b + Math.Sqrt(disc));
    }

    public static double Box(Vec3 o, Vec3 d, Vec3 half)
    {
        double near = double.NegativeInfinity, far = double.PositiveInfinity;
        return Slab(o.X, d.X, half.X, ref near, ref far) && Slab(o.Y, d.Y, half.Y, ref near, ref far) && Slab(o.Z, d.Z, half.Z, ref near, ref far)
            ? Nearest(near, far)
            : double.PositiveInfinity;
    }

    public static double Cylinder(Vec3 o, Vec3 d, double radius, double halfLength)
    {
        double near = double.NegativeInfinity, far = double.PositiveInfinity;
        return Tube(o, d, radius, ref near, ref far) && Slab(o.Z, d.Z, halfLength, ref near, ref far)
            ? Nearest(near, far)
            : double.PositiveInfinity;
    }

    /// <summary>The union of a cylinder without lids and two balls: its hull is convex, so entry is the first of all entries.</summary>
    public static double Capsule(Vec3 o, Vec3 d, double radius, double halfLength)
    {
        double entry = double.PositiveInfinity, exit = double.NegativeInfinity;
        double near = double.NegativeInfinity, far = double.PositiveInfinity;
        if (Tube(o, d, radius, ref near, ref far) && Slab(o.Z, d.Z, halfLength, ref near, ref far))
        {
            (entry, exit) = (near, far);
        }
        for (int end = -1; end <= 1; end += 2)
        {
            Vec3 fromBall = o - new Vec3(0, 0, end * halfLength);
            double b = fromBall.Dot(d);
            double disc = b * b - fromBall.LengthSquared + radius * radius;
            if (disc >= 0)
            {
                double root = Math.Sqrt(disc);
                entry = Math.Min(entry, -b - root);
                exit = Math.Max(exit, -b + root);
            }
        }
        return entry > exit ? double.PositiveInfinity : Nearest(entry, exit);
    }

    /// <summary>The rectangle z = 0, seen from above only.</summary>
    public static double Plane(Vec3 o, Vec3 d, double halfX, double halfY)
    {
        if (d.Z >= 0 || o.Z < 0)
        {
            return double.PositiveInfinity;
        }
        double t = -o.Z / d.Z;
        return Math.Abs(o.X + t * d.X) <= halfX && Math.Abs(o.Y + t * d.Y) <= halfY ? t : double.PositiveInfinity;
    }

    private static double Nearest(double near, double far) => near >= 0 ? near : far >= 0 ? far : double.PositiveInfinity;

    private static bool Slab(double o, double d, double half, ref double near, ref double far)
    {
        if (Math.Abs(d) < 1e-15)
        {
            return Math.Abs(o) <= half;
        }
        double inverse = 1 / d;
        double a = (-half - o) * inverse, b = (half - o) * inverse;
        near = Math.Max(near, Math.Min(a, b));
        far = Math.Min(far, Math.Max(a, b));
        return near <= far;
    }

    private static bool Tube(Vec3 o, Vec3 d, double radius, ref double near, ref double far)
    {
        double a = d.X * d.X + d.Y * d.Y, c = o.X * o.X + o.Y * o.Y - radius * radius;
        if (a < 1e-15)
        {
            return c <= 0;
        }
        double b = o.X * d.X + o.Y * d.Y;
        double disc = b * b - a * c;
        if (disc < 0)
        {
            return false;
        }
        double root = Math.Sqrt(disc);
        near = Math.Max(near, (-b - root) / a);
        far = Math.Min(far, (-b + root) / a);
        return near <= far;
    }
}
