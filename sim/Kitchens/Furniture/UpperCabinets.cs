using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens.Plans;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Furniture;

/// <summary>Cabinets hung on the wall over the counters, well clear of the coffee machine and of a robot's arm.</summary>
internal static class UpperCabinets
{
    private const double BottomM = 1.50;
    private const double HeightM = 0.60;
    private const double DepthM = 0.32;
    private const double MachineRoomM = 0.40;

    public static IEnumerable<BodyDescription> Describe(FloorPlan plan, MachinePlacement machine, Rgba colour, RandomStream random)
    {
        List<PlanRect> hung = [];
        foreach (PlanItem run in plan.Items.Where(item => item.Kind == FurnitureKind.Counter && BacksOnWall(item, plan.Bounds)))
        {
            double length = run.Rect.EdgeLength(run.Front);
            double width = random.Uniform(0.55, 0.80);
            for (double along = 0.02; along + width < length; along += width + 0.02)
            {
                PlanPoint corner = run.Rect.EdgeCentre(run.Front.Opposite) + run.Front.Left.Vector * (along - length / 2);
                PlanRect rect = PlanRect.Spanning(corner, corner + run.Front.Left.Vector * width + run.Front.Vector * DepthM);
                if (random.Chance(0.6) && rect.DistanceTo(machine.Footprint) > MachineRoomM && !hung.Any(other => other.Overlaps(rect)))
                {
                    yield return Cabinet($"upper_cabinet_{hung.Count}", rect, colour);
                    hung.Add(rect);
                }
            }
        }
    }

    private static bool BacksOnWall(PlanItem run, PlanRect bounds)
    {
        PlanPoint back = run.Rect.EdgeCentre(run.Front.Opposite) + run.Front.Opposite.Vector * 0.01;
        return bounds.DistanceTo(back) > 0;
    }

    private static BodyDescription Cabinet(string name, PlanRect rect, Rgba colour) => new()
    {
        Name = name,
        Pose = new(new(rect.Centre.X, rect.Centre.Y, BottomM), Quat.Identity),
        Shapes = [FurnitureBody.Block(name, "body", new(-rect.SizeX / 2, -rect.SizeY / 2, 0), new(rect.SizeX / 2, rect.SizeY / 2, HeightM), SemanticClass.Furniture, colour)],
    };
}
