using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Clutter;

/// <summary>Turns a <see cref="ClutterKind"/> into a free body that stands still: round things on <see cref="Staves"/>, as mugs do; balls with rolling friction.</summary>
public static class ClutterBody
{
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
                yield return Shape("body", ShapeKind.Cylinder, new(kind.RadiusM, kind.HeightM / 2, 0), kind.HeightM / 2) with { Collision = CollisionGroup.MovableHull };
                foreach (ShapeDescription stave in Staves.Around(name, kind.RadiusM, kind.HeightM, Sliding, SemanticClass.Clutter))
                {
                    yield return stave;
                }
                if (kind.NeckHeightM > 0)
                {
                    yield return Shape("neck", ShapeKind.Cylinder, new(kind.NeckRadiusM, kind.NeckHeightM / 2, 0), kind.HeightM + kind.NeckHeightM / 2) with { MassKg = kind.MassKg * 0.05, Collision = CollisionGroup.MovableHull };
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
