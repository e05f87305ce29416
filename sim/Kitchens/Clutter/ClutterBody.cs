using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Clutter;

/// <summary>
/// Turns a <see cref="ClutterKind"/> into a free body that stands still: on feet, as mugs do, with another set at the top to lie on; balls have
/// rolling friction. What looks like a box is touched as a row of cylinders; boxes on boxes rest on contact points that come and go.
/// </summary>
public static class ClutterBody
{
    private const int FootCount = 4;
    private const double FootRadiusM = 0.004;
    private const double HullLiftM = 0.002;
    private static readonly Friction Sliding = new(0.7, 0.005, 0.0001);
    private static readonly Friction Rolling = new(0.7, 0.005, 0.003);

    public static BodyDescription Describe(ClutterKind kind, string name, Pose poseInWorld) => new()
    {
        Name = name,
        Pose = poseInWorld,
        Free = true,
        Shapes = [.. kind.Form switch
        {
            ClutterForm.Box => BoxShapes(kind, name),
            ClutterForm.Ball => [BallShape(kind, name)],
            _ => RoundShapes(kind, name),
        }],
    };

    private static IEnumerable<ShapeDescription> BoxShapes(ClutterKind kind, string name)
    {
        yield return Shape(kind, name, "body", ShapeKind.Box, new Vec3(kind.SizeXM, kind.SizeYM, kind.HeightM) / 2, new(0, 0, kind.HeightM / 2)) with
        {
            MassKg = kind.MassKg,
            Collision = CollisionGroup.None,
        };
        double radius = Math.Min(kind.SizeXM, kind.SizeYM) / 2;
        double longSide = Math.Max(kind.SizeXM, kind.SizeYM);
        int count = (int)Math.Ceiling(longSide / (2 * radius) - 1e-9);
        for (int i = 0; i < count; i++)
        {
            double along = count == 1 ? 0 : (longSide - 2 * radius) * ((double)i / (count - 1) - 0.5);
            Vec3 at = kind.SizeXM >= kind.SizeYM ? new(along, 0, HullMiddle(kind)) : new(0, along, HullMiddle(kind));
            yield return Hull(kind, name, $"hull_{i}", radius, at) with { Visible = false };
        }
        for (int i = 0; i < 4; i++)
        {
            double x = (i % 2 == 0 ? -1 : 1) * (kind.SizeXM / 2 - FootRadiusM);
            double y = (i < 2 ? -1 : 1) * (kind.SizeYM / 2 - FootRadiusM);
            yield return Foot(kind, name, i, new(x, y, FootRadiusM));
            yield return Foot(kind, name, i + 4, new(x, y, kind.HeightM - FootRadiusM));
        }
    }

    private static IEnumerable<ShapeDescription> RoundShapes(ClutterKind kind, string name)
    {
        yield return Hull(kind, name, "body", kind.RadiusM, new(0, 0, HullMiddle(kind))) with { MassKg = kind.MassKg };
        for (int i = 0; i < FootCount; i++)
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * i / FootCount);
            double ring = kind.RadiusM * 0.9;
            yield return Foot(kind, name, i, new(ring * cos, ring * sin, FootRadiusM));
            yield return Foot(kind, name, i + FootCount, new(ring * cos, ring * sin, kind.HeightM - FootRadiusM));
        }
        if (kind.NeckHeightM > 0)
        {
            yield return Shape(kind, name, "neck", ShapeKind.Cylinder, new(kind.NeckRadiusM, kind.NeckHeightM / 2, 0), new(0, 0, kind.HeightM + kind.NeckHeightM / 2)) with
            {
                MassKg = kind.MassKg * 0.05,
                Collision = CollisionGroup.MovableHull,
            };
        }
    }

    private static ShapeDescription BallShape(ClutterKind kind, string name) =>
        Shape(kind, name, "body", ShapeKind.Sphere, new(kind.RadiusM, 0, 0), new(0, 0, kind.RadiusM)) with
        {
            MassKg = kind.MassKg,
            Friction = Rolling,
            ContactDimensions = 6,
            Collision = CollisionGroup.Movable,
        };

    private static double HullMiddle(ClutterKind kind) => (kind.HeightM + HullLiftM) / 2;

    private static ShapeDescription Hull(ClutterKind kind, string name, string part, double radius, Vec3 at) =>
        Shape(kind, name, part, ShapeKind.Cylinder, new(radius, (kind.HeightM - HullLiftM) / 2, 0), at) with { Collision = CollisionGroup.MovableHull };

    private static ShapeDescription Foot(ClutterKind kind, string name, int index, Vec3 at) =>
        Shape(kind, name, $"foot_{index}", ShapeKind.Sphere, new(FootRadiusM, 0, 0), at) with { Visible = false, Collision = CollisionGroup.MovableFoot };

    private static ShapeDescription Shape(ClutterKind kind, string name, string part, ShapeKind shape, Vec3 size, Vec3 at) => new()
    {
        Name = $"{name}/{part}",
        Kind = shape,
        Size = size,
        Pose = new(at, Quat.Identity),
        Friction = Sliding,
        Semantic = SemanticClass.Clutter,
        Colour = kind.Colour,
    };
}
