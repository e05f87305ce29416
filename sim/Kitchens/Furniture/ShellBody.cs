using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens.Plans;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Furniture;

/// <summary>Floor, walls and front door of a flat.</summary>
public static class ShellBody
{
    private const double WallHeightM = 2.4;
    private const double WallThicknessM = 0.12;
    private const double DoorWidthM = 0.95;
    private const double DoorHeightM = 2.05;

    public static IEnumerable<BodyDescription> Describe(FloorPlan plan)
    {
        PlanRect b = plan.Bounds;
        yield return new BodyDescription
        {
            Name = "floor",
            Shapes =
            [
                new()
                {
                    Name = "floor/plane",
                    Kind = ShapeKind.Plane,
                    Size = new(b.SizeX / 2 + WallThicknessM, b.SizeY / 2 + WallThicknessM, 0.1),
                    Semantic = SemanticClass.Floor,
                    Colour = new(0.74f, 0.66f, 0.55f),
                },
            ],
        };
        Rgba paint = new(0.90f, 0.89f, 0.85f);
        double t = WallThicknessM;
        yield return new BodyDescription
        {
            Name = "walls",
            Shapes =
            [
                Wall("east", new(b.MaxX, b.MinY - t, b.MaxX + t, b.MaxY + t)),
                Wall("west", new(b.MinX - t, b.MinY - t, b.MinX, b.MaxY + t)),
                Wall("north", new(b.MinX, b.MaxY, b.MaxX, b.MaxY + t)),
                Wall("south", new(b.MinX, b.MinY - t, b.MaxX, b.MinY)),
            ],
        };
        yield return new BodyDescription
        {
            Name = "front_door",
            Pose = new(new(plan.Door.X, plan.Door.Y, 0), Quat.FromYaw(plan.DoorInward.YawRad)),
            Shapes = [FurnitureBody.Block("front_door", "leaf", new(-0.02, -DoorWidthM / 2, 0), new(0.02, DoorWidthM / 2, DoorHeightM), SemanticClass.Door, new(0.45f, 0.25f, 0.18f))],
        };

        ShapeDescription Wall(string side, PlanRect rect) =>
            FurnitureBody.Block("walls", side, new(rect.MinX, rect.MinY, 0), new(rect.MaxX, rect.MaxY, WallHeightM), SemanticClass.Wall, paint);
    }
}
