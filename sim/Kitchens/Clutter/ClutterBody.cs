using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Clutter;

/// <summary>
/// Turns a <see cref="ClutterKind"/> into a free body that stands still: round things on a ring of feet, as mugs do, with another at the top to
/// lie on; balls with rolling friction.
/// </summary>
public static class ClutterBody
{
    private const int FootCount = 4;
    private const double FootRadiusM = 0.004;
    private const double CylinderLiftM = 0.002;
    private static readonly Friction Sliding = new(0.7, 0.005, 0.0001);
    private static readonly Friction Rolling = new(0.7, 0.005, 0.003);

    public static BodyDescription Describe(ClutterKind kind, string name, Pose poseInWorld) => new()
    {
        Name = name,
        Pose = poseInWorld,
        Free = true,
        Shapes = [.. Shapes(kind, name)],
    };

    private static IEnumerable<ShapeDescription> Shapes(ClutterKind kind, string name)
    {
        switch (kind.Form)
        {
            case ClutterForm.Box:
                yield return Shape("body", ShapeKind.Box, new Vec3(kind.SizeXM, kind.SizeYM, kind.HeightM) / 2, kind.HeightM / 2);
                break;
            case ClutterForm.Ball:
                yield return Shape("body", ShapeKind.Sphere, new(kind.RadiusM, 0, 0), kind.RadiusM) with { Friction = Rolling, ContactDimensions = 6 };
                break;
            default:
                double half = (kind.HeightM - CylinderLiftM) / 2;
                yield return Shape("body", ShapeKind.Cylinder, new(kind.RadiusM, half, 0), CylinderLiftM + half) with { Collision = CollisionGroup.MovableHull };
                for (int i = 0; i < 2 * FootCount; i++)
                {
                    (double sin, double cos) = Math.SinCos(2 * Math.PI * i / FootCount);
                    double ring = kind.RadiusM * 0.9;
                    double z = i < FootCount ? FootRadiusM : kind.HeightM - FootRadiusM;
                    yield return Shape($"foot_{i}", ShapeKind.Sphere, new(FootRadiusM, 0, 0), z) with
                    {
                        Pose = new(new(ring * cos, ring * sin, z), Quat.Identity),
                        MassKg = 0,
                        Visible = false,
                        Collision = CollisionGroup.MovableFoot,
                    };
                }
                if (kind.NeckHeightM > 0)
                {
                    yield return Shape("neck", ShapeKind.Cylinder, new(kind.NeckRadiusM, kind.NeckHeightM / 2, 0), kind.HeightM + kind.NeckHeightM / 2) with
                    {
                        MassKg = kind.MassKg * 0.05,
                        Collision = CollisionGroup.MovableHull,
                    };
                }
                break;
        }

        ShapeDescription Shape(string part, ShapeKind shape, Vec3 size, double middleZ) => new()
        {
            Name = $"{name}/{part}",
            Kind = shape,
            Size = size,
            Pose = new(new(0, 0, middleZ), Quat.Identity),
            MassKg = kind.MassKg,
            Friction = Sliding,
            Collision = CollisionGroup.Movable,
            Semantic = SemanticClass.Clutter,
            Colour = kind.Colour,
        };
    }
}
