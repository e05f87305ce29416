using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.People;

/// <summary>A shape of the robot, asked how far it is from a capsule. Exact; independent of the gate's models of the robot.</summary>
internal readonly record struct SolidShape(ShapeKind Kind, Vec3 Size)
{
    private const int Sections = 24;
    private static readonly double Golden = (Math.Sqrt(5) - 1) / 2;

    /// <summary>Radius of a ball about the shape's origin that holds all of it.</summary>
    public double Reach => Kind switch
    {
        ShapeKind.Sphere => Size.X,
        ShapeKind.Capsule => Size.X + Size.Y,
        ShapeKind.Cylinder => Math.Sqrt(Size.X * Size.X + Size.Y * Size.Y),
        _ => Size.Length,
    };

    /// <summary>
    /// Smallest signed distance to the segment from <paramref name="a"/> to <paramref name="b"/>, in the shape's frame, and where on it: the distance to
    /// something convex is convex along a line, so sections of its minimum close in on it.
    /// </summary>
    public double Distance(Vec3 a, Vec3 b, out Vec3 nearest)
    {
        double low = 0, high = 1;
        if (a != b)
        {
            double left = high - Golden, right = low + Golden;
            double atLeft = Distance(Vec3.Lerp(a, b, left)), atRight = Distance(Vec3.Lerp(a, b, right));
            for (int section = 0; section < Sections; section++)
            {
                if (atLeft < atRight)
                {
                    (high, right, atRight) = (right, left, atLeft);
                    left = high - Golden * (high - low);
                    atLeft = Distance(Vec3.Lerp(a, b, left));
                }
                else
                {
                    (low, left, atLeft) = (left, right, atRight);
                    right = low + Golden * (high - low);
                    atRight = Distance(Vec3.Lerp(a, b, right));
                }
            }
        }
        nearest = Vec3.Lerp(a, b, (low + high) / 2);
        return Distance(nearest);
    }

    /// <summary>Away from the shape at a point, in the shape's frame; a unit vector.</summary>
    public Vec3 Outward(Vec3 p)
    {
        const double Step = 1e-6;
        Vec3 gradient = new(
            Distance(p + Vec3.UnitX * Step) - Distance(p - Vec3.UnitX * Step),
            Distance(p + Vec3.UnitY * Step) - Distance(p - Vec3.UnitY * Step),
            Distance(p + Vec3.UnitZ * Step) - Distance(p - Vec3.UnitZ * Step));
        return gradient.Length > 0 ? gradient.Normalized() : Vec3.UnitZ;
    }

    private double Distance(Vec3 p)
    {
        switch (Kind)
        {
            case ShapeKind.Sphere:
                return p.Length - Size.X;
            case ShapeKind.Capsule:
                return p.DistanceTo(new(0, 0, Math.Clamp(p.Z, -Size.Y, Size.Y))) - Size.X;
            case ShapeKind.Cylinder:
                return Corner(p.HorizontalLength - Size.X, Math.Abs(p.Z) - Size.Y, double.NegativeInfinity);
            default:
                return Corner(Math.Abs(p.X) - Size.X, Math.Abs(p.Y) - Size.Y, Math.Abs(p.Z) - Size.Z);
        }
    }

    /// <summary>From how far a point lies beyond each pair of faces: inside, the nearest face; outside, the straight line to it.</summary>
    private static double Corner(double x, double y, double z)
    {
        double inside = Math.Max(x, Math.Max(y, z));
        return inside <= 0 ? inside : new Vec3(Math.Max(x, 0), Math.Max(y, 0), Math.Max(z, 0)).Length;
    }
}
