using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Kitchens.Clutter;
using RoboticsStack.Kitchens.Furniture;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Kitchens.Placement;
using RoboticsStack.Kitchens.Plans;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens;

/// <summary>
/// Draws kitchens from seeds. The same seed gives the same kitchen. A drawing in which something does not fit, or that a round base of
/// <see cref="DriveMap.BaseRadiusM"/> with <see cref="DriveMap.MarginM"/> to spare cannot drive through, is thrown away and drawn again.
/// </summary>
public static class KitchenGenerator
{
    private const int MaxDrawings = 400;
    private static readonly Rgba[] FrontColours = [new(0.93f, 0.92f, 0.88f), new(0.42f, 0.55f, 0.50f), new(0.30f, 0.36f, 0.46f), new(0.66f, 0.50f, 0.34f), new(0.55f, 0.56f, 0.58f)];

    public static Kitchen Generate(ulong seed)
    {
        for (int drawing = 0; drawing < MaxDrawings; drawing++)
        {
            if (TryGenerate(seed, RandomStream.For(seed, $"kitchen/{drawing}")) is { } kitchen)
            {
                return kitchen;
            }
        }
        throw new InvalidOperationException($"seed {seed}: no drivable kitchen in {MaxDrawings} drawings");
    }

    private static Kitchen? TryGenerate(ulong seed, RandomStream random)
    {
        FloorPlan? plan = new FloorPlanDrawer(random).TryDraw();
        if (plan is null)
        {
            return null;
        }
        PlanPoint startPoint = plan.Door + plan.DoorInward.Vector * random.Uniform(0.60, 0.85);
        Pose2 start = new(startPoint.X, startPoint.Y, plan.DoorInward.YawRad + random.Uniform(-0.25, 0.25));
        DriveMap drive = new(plan, startPoint);
        PlanItem table = plan.DiningTable;
        if (!drive.IsReachable(table.Rect.EdgeCentre(plan.TableFreeSide) + plan.TableFreeSide.Vector * SurfacePlacer.StandOffM))
        {
            return null;
        }
        SurfacePlacer placer = new(plan, drive, random);
        MachinePlacement? machine = placer.TryPlaceMachine(MachineCatalogue.Draw(random));
        List<MugPlacement>? mugs = machine is null ? null : PlaceMugs(placer, random);
        if (machine is null || mugs is null)
        {
            return null;
        }
        List<ClutterPlacement> clutter = PlaceClutter(placer, plan, random);
        Rgba front = random.Pick(FrontColours);
        List<BodyDescription> bodies =
        [
            .. ShellBody.Describe(plan),
            .. plan.Items.Select(item => FurnitureBody.Describe(item, front)),
            .. UpperCabinets.Describe(plan, machine, front, random),
            .. MachineBody.Describe(machine.Spec, machine.Pose),
            .. mugs.Select(mug => MugBody.Describe(mug.Spec, mug.Name, mug.Pose)),
            .. clutter.Select(item => ClutterBody.Describe(item.Kind, item.Name, item.Pose)),
        ];
        return new Kitchen
        {
            Seed = seed,
            Plan = plan,
            RobotStart = start,
            Machine = machine,
            Mugs = mugs,
            Clutter = clutter,
            Bodies = bodies,
            ContactExclusions = [MachineBody.ContactExclusion],
        };
    }

    /// <summary>Two to four; where there are three or more, the last may stand close to something.</summary>
    private static List<MugPlacement>? PlaceMugs(SurfacePlacer placer, RandomStream random)
    {
        int count = 2 + random.Index(3);
        List<MugPlacement> mugs = [];
        for (int i = 0; i < count; i++)
        {
            bool crowded = i >= 2 && i == count - 1 && random.Chance(0.4);
            if (placer.TryPlaceMug(MugCatalogue.Draw(random), $"mug_{i}", crowded) is { } mug)
            {
                mugs.Add(mug);
            }
        }
        return mugs.Count >= 2 ? mugs : null;
    }

    private static List<ClutterPlacement> PlaceClutter(SurfacePlacer placer, FloorPlan plan, RandomStream random)
    {
        ClutterKind[] kinds = [.. ClutterCatalogue.All];
        random.Shuffle<ClutterKind>(kinds);
        int count = 5 + random.Index(4);
        PlanItem[] counters = [.. plan.Counters];
        List<ClutterPlacement> placed = [];
        int onTable = 0;
        foreach (ClutterKind kind in kinds.Take(count))
        {
            bool table = onTable < 2 && random.Chance(0.2);
            PlanItem surface = table ? plan.DiningTable : random.Pick(counters);
            if (placer.TryPlaceClutter(kind, $"clutter_{placed.Count}", surface) is { } item)
            {
                placed.Add(item);
                onTable += table ? 1 : 0;
            }
        }
        return placed;
    }
}
