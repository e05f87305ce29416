using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Mugs;

/// <summary>
/// Turns a <see cref="MugSpec"/> into a body. Fingers touch a cylinder, which gives a steady patch; furniture is touched by
/// <see cref="Staves"/>.
/// </summary>
public static class MugBody
{
    private const double HandleThicknessM = 0.005;

    public static string WallShape(string mugName) => $"{mugName}/wall";

    public static IEnumerable<string> HandleShapeNames(MugSpec spec, string mugName) =>
        Enumerable.Range(0, spec.Handle switch { HandleKind.None => 0, HandleKind.Ear => 2, _ => 3 }).Select(i => $"{mugName}/handle_{i}");

    public static BodyDescription Describe(MugSpec spec, string name, Pose poseInWorld)
    {
        Friction friction = new(spec.SlideFriction, 0.004, 0.0001);
        List<ShapeDescription> shapes = [Wall(spec, name, friction)];
        shapes.AddRange(Staves.Around(name, spec.RadiusM, spec.HeightM, friction, SemanticClass.Mug));
        shapes.AddRange(HandleShapes(spec, name, friction));
        return new BodyDescription
        {
            Name = name,
            Pose = poseInWorld,
            Free = true,
            Shapes = shapes,
            Inertia = HollowCylinder(spec),
        };
    }

    private static ShapeDescription Wall(MugSpec spec, string name, Friction friction)
    {
        double halfHeight = spec.HeightM / 2;
        return new ShapeDescription
        {
            Name = WallShape(name),
            Kind = ShapeKind.Cylinder,
            Size = new(spec.RadiusM, halfHeight, 0),
            Pose = new(new(0, 0, halfHeight), Quat.Identity),
            Friction = friction,
            Collision = CollisionGroup.MovableHull,
            Semantic = SemanticClass.Mug,
            Colour = spec.Colour,
            ContactDimensions = 4,
        };
    }

    private static IEnumerable<ShapeDescription> HandleShapes(MugSpec spec, string name, Friction friction)
    {
        if (spec.Handle == HandleKind.None)
        {
            yield break;
        }
        double top = spec.HeightM * 0.82;
        double bottom = spec.HeightM * (spec.Handle == HandleKind.Loop ? 0.25 : 0.40);
        double armStart = spec.RadiusM;
        double gripX = spec.RadiusM + spec.HandleReachM - HandleThicknessM;
        yield return Bar(0, new(armStart, 0, top), new(gripX, 0, top));
        yield return Bar(1, new(gripX, 0, top), new(gripX, 0, bottom));
        if (spec.Handle == HandleKind.Loop)
        {
            yield return Bar(2, new(gripX, 0, bottom), new(armStart, 0, bottom));
        }

        ShapeDescription Bar(int index, Vec3 from, Vec3 to) => new()
        {
            Name = $"{name}/handle_{index}",
            Kind = ShapeKind.Capsule,
            Size = new(HandleThicknessM, from.DistanceTo(to) / 2, 0),
            Pose = new((from + to) / 2, Math.Abs(to.Z - from.Z) > 1e-9 ? Quat.Identity : Quat.FromAxisAngle(Vec3.UnitY, Math.PI / 2)),
            Friction = friction,
            Collision = CollisionGroup.Movable,
            Semantic = SemanticClass.Mug,
            Colour = spec.Colour,
            ContactDimensions = 4,
        };
    }

    /// <summary>Thin tube with a bottom: a quarter of the mass in the bottom disc, the rest in the wall; the handle's share is left out.</summary>
    private static InertiaDescription HollowCylinder(MugSpec spec)
    {
        double r2 = spec.RadiusM * spec.RadiusM;
        double h = spec.HeightM;
        double wall = spec.MassKg * 0.75;
        double disc = spec.MassKg * 0.25;
        double centre = 0.75 * h / 2;
        double across = wall * (r2 / 2 + h * h / 12 + Square(h / 2 - centre)) + disc * (r2 / 4 + centre * centre);
        double along = wall * r2 + disc * r2 / 2;
        return new(spec.MassKg, new(0, 0, centre), new(across, across, along));
    }

    private static double Square(double x) => x * x;
}
