using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens.Plans;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Furniture;

/// <summary>Bodies for the furniture and the shell of a flat. Furniture frame: origin on the floor under its middle, x out of its front.</summary>
public static class FurnitureBody
{
    private static readonly Rgba Wood = new(0.62f, 0.46f, 0.30f);
    private static readonly Rgba DarkWood = new(0.40f, 0.28f, 0.19f);

    public static BodyDescription Describe(PlanItem item, Rgba frontColour)
    {
        Pose pose = new(new(item.Rect.Centre.X, item.Rect.Centre.Y, 0), Quat.FromYaw(item.Front.YawRad));
        double depth = item.Rect.DepthFrom(item.Front);
        double width = item.Rect.EdgeLength(item.Front);
        return new BodyDescription { Name = item.Name, Pose = pose, Shapes = [.. Parts(item, depth / 2, width / 2, frontColour)] };
    }

    private static IEnumerable<ShapeDescription> Parts(PlanItem item, double hx, double hy, Rgba colour)
    {
        string name = item.Name;
        double h = item.HeightM;
        switch (item.Kind)
        {
            case FurnitureKind.Counter or FurnitureKind.Island:
                yield return Block(name, "cabinet", new(-hx, -hy, 0), new(hx, hy, h - 0.04), SemanticClass.Counter, colour);
                yield return Block(name, "top", new(-hx, -hy, h - 0.04), new(hx, hy, h), SemanticClass.Counter, new(0.78f, 0.76f, 0.72f));
                break;
            case FurnitureKind.DiningTable:
                yield return Block(name, "top", new(-hx, -hy, h - 0.035), new(hx, hy, h), SemanticClass.DiningTable, Wood);
                foreach (ShapeDescription leg in Legs(name, hx, hy, h - 0.035, 0.06, SemanticClass.DiningTable, DarkWood))
                {
                    yield return leg;
                }
                break;
            case FurnitureKind.LowTable:
                yield return Block(name, "top", new(-hx, -hy, h - 0.04), new(hx, hy, h), SemanticClass.Furniture, DarkWood);
                foreach (ShapeDescription leg in Legs(name, hx, hy, h - 0.04, 0.05, SemanticClass.Furniture, DarkWood))
                {
                    yield return leg;
                }
                break;
            case FurnitureKind.Chair:
                yield return Block(name, "seat", new(-hx, -hy, 0.42), new(hx, hy, 0.46), SemanticClass.Furniture, Wood);
                yield return Block(name, "back", new(-hx, -hy, 0.46), new(-hx + 0.03, hy, h), SemanticClass.Furniture, Wood);
                foreach (ShapeDescription leg in Legs(name, hx, hy, 0.42, 0.04, SemanticClass.Furniture, DarkWood))
                {
                    yield return leg;
                }
                break;
            case FurnitureKind.Sofa:
                Rgba cloth = new(0.36f, 0.44f, 0.52f);
                yield return Block(name, "seat", new(-hx, -hy, 0.05), new(hx, hy, 0.42), SemanticClass.Furniture, cloth);
                yield return Block(name, "back", new(-hx, -hy, 0.42), new(-hx + 0.22, hy, h), SemanticClass.Furniture, cloth);
                yield return Block(name, "left_arm", new(-hx + 0.22, hy - 0.16, 0.42), new(hx, hy, 0.58), SemanticClass.Furniture, cloth);
                yield return Block(name, "right_arm", new(-hx + 0.22, -hy, 0.42), new(hx, -hy + 0.16, 0.58), SemanticClass.Furniture, cloth);
                break;
            default:
                Rgba body = item.Kind == FurnitureKind.Fridge ? new(0.88f, 0.89f, 0.90f) : item.Kind == FurnitureKind.TallCabinet ? colour : Wood;
                yield return Block(name, "body", new(-hx, -hy, 0), new(hx, hy, h), SemanticClass.Furniture, body);
                break;
        }
    }

    private static IEnumerable<ShapeDescription> Legs(string name, double hx, double hy, double top, double thickness, SemanticClass semantic, Rgba colour)
    {
        for (int i = 0; i < 4; i++)
        {
            double x = i % 2 == 0 ? -hx : hx - thickness;
            double y = i < 2 ? -hy : hy - thickness;
            yield return Block(name, $"leg_{i}", new(x, y, 0), new(x + thickness, y + thickness, top), semantic, colour);
        }
    }

    internal static ShapeDescription Block(string body, string part, Vec3 low, Vec3 high, SemanticClass semantic, Rgba colour, CollisionGroup collision = CollisionGroup.Static) => new()
    {
        Name = $"{body}/{part}",
        Kind = ShapeKind.Box,
        Size = (high - low) / 2,
        Pose = new((low + high) / 2, Quat.Identity),
        Collision = collision,
        Semantic = semantic,
        Colour = colour,
    };
}
