using System.Text.Json;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Clutter;
using RoboticsStack.Kitchens.Placement;
using RoboticsStack.Kitchens.Plans;
using RoboticsStack.Scenes;

namespace RoboticsStack.Sim.Tests;

/// <summary>Properties of two hundred kitchens; a failure names its seed.</summary>
public sealed class KitchenGeneratorTests
{
    private static readonly Lazy<IReadOnlyList<Kitchen>> Sample = new(() => [.. Enumerable.Range(5000, 200).Select(seed => KitchenGenerator.Generate((ulong)seed))]);

    private static void ForAll(Action<Kitchen> property)
    {
        foreach (Kitchen kitchen in Sample.Value)
        {
            Exception? failure = Record.Exception(() => property(kitchen));
            Assert.True(failure is null, $"seed {kitchen.Seed} ({kitchen.LayoutName}): {failure?.Message}");
        }
    }

    [Fact]
    public void EveryArrangementOccurs()
    {
        foreach (KitchenLayout layout in Enum.GetValues<KitchenLayout>())
        {
            Assert.InRange(Sample.Value.Count(kitchen => kitchen.Plan.Layout == layout), 20, 100);
        }
    }

    [Fact]
    public void TheSameSeedGivesTheSameKitchen()
    {
        foreach (ulong seed in (ulong[])[0, 7, 1000, ulong.MaxValue])
        {
            Assert.Equal(JsonSerializer.Serialize(KitchenGenerator.Generate(seed).Bodies), JsonSerializer.Serialize(KitchenGenerator.Generate(seed).Bodies));
        }
        Assert.NotEqual(JsonSerializer.Serialize(KitchenGenerator.Generate(1).Bodies), JsonSerializer.Serialize(KitchenGenerator.Generate(2).Bodies));
    }

    [Fact]
    public void MeasuresAreWithinTheirRanges() => ForAll(kitchen =>
    {
        Assert.InRange(Math.Max(kitchen.Bounds.SizeX, kitchen.Bounds.SizeY), 6, 9);
        Assert.InRange(Math.Min(kitchen.Bounds.SizeX, kitchen.Bounds.SizeY), 5, 7);
        foreach (PlanItem counter in kitchen.Plan.Counters)
        {
            Assert.InRange(counter.HeightM, 0.86, 0.96);
            Assert.InRange(counter.Rect.DepthFrom(counter.Front), 0.60 - 1e-9, 0.65 + 1e-9);
        }
        Assert.InRange(kitchen.DiningTable.HeightM, 0.72, 0.78);
        Assert.InRange(kitchen.Mugs.Count, 2, 4);
        Assert.InRange(kitchen.Mugs.Count + kitchen.Clutter.Count, 5, 12);
        kitchen.Machine.Spec.Validate();
        Assert.All(kitchen.Mugs, mug => mug.Spec.Validate());
    });

    [Fact]
    public void FurnitureStandsInsideTheWallsAndNeverOverlaps() => ForAll(kitchen =>
    {
        IReadOnlyList<PlanItem> items = kitchen.Plan.Items;
        for (int i = 0; i < items.Count; i++)
        {
            Assert.True(kitchen.Bounds.Inflate(1e-6).Contains(items[i].Rect), $"{items[i].Name} outside");
            for (int j = i + 1; j < items.Count; j++)
            {
                Assert.False(items[i].Rect.Inflate(-1e-6).Overlaps(items[j].Rect), $"{items[i].Name} and {items[j].Name}");
            }
        }
        PlanItem table = kitchen.DiningTable;
        PlanRect free = table.Rect.StripOutside(kitchen.Plan.TableFreeSide, 1.0).Inflate(-1e-6);
        Assert.DoesNotContain(items, item => item != table && item.Rect.Overlaps(free));
    });

    [Fact]
    public void ThingsOnSurfacesNeitherOverlapNorHangOver() => ForAll(kitchen =>
    {
        (string Name, string Surface, Vec3 At, double Reach)[] things =
        [
            .. kitchen.Mugs.Select(mug => (mug.Name, mug.Surface, mug.Pose.Position, mug.Spec.ReachM)),
            .. kitchen.Clutter.Select(item => (item.Name, item.Surface, item.Pose.Position, item.Kind.ReachM)),
        ];
        for (int i = 0; i < things.Length; i++)
        {
            PlanItem surface = kitchen.Plan.Items.Single(item => item.Name == things[i].Surface);
            PlanPoint at = new(things[i].At.X, things[i].At.Y);
            Assert.Equal(surface.HeightM, things[i].At.Z, 9);
            Assert.True(surface.Rect.Inflate(-things[i].Reach).DistanceTo(at) <= 0, $"{things[i].Name} hangs over");
            Assert.True(kitchen.Machine.Footprint.DistanceTo(at) >= things[i].Reach, $"{things[i].Name} in the machine");
            for (int j = i + 1; j < things.Length; j++)
            {
                double gap = (things[i].At - things[j].At).HorizontalLength - things[i].Reach - things[j].Reach;
                Assert.True(gap > 0.02, $"{things[i].Name} and {things[j].Name} {gap:F3} m apart");
            }
        }
    });

    [Fact]
    public void TheMachineHasItsRoom() => ForAll(kitchen =>
    {
        MachinePlacement machine = kitchen.Machine;
        PlanItem counter = kitchen.Plan.Items.Single(item => item.Name == machine.Counter);
        Heading front = machine.Front;
        PlanPoint edge = counter.Rect.EdgeCentre(front) - machine.Footprint.EdgeCentre(front);
        Assert.InRange(edge.X * front.X + edge.Y * front.Y, 0.12 - 1e-9, 0.25 + 1e-9);
        Assert.True(counter.Rect.Contains(machine.Footprint));
        PlanRect room = machine.Footprint.Inflate(0.24);
        Assert.All(kitchen.Mugs, mug => Assert.True(room.DistanceTo(new PlanPoint(mug.Pose.Position.X, mug.Pose.Position.Y)) > 0 || mug.Surface != machine.Counter, mug.Name));
        Assert.All(kitchen.Clutter, item => Assert.True(machine.Footprint.DistanceTo(new PlanPoint(item.Pose.Position.X, item.Pose.Position.Y)) > 0.12, item.Name));
    });

    [Fact]
    public void MugsCanBeReachedFromTheirEdgeWithRoomAroundMostOfThem() => ForAll(kitchen =>
    {
        int roomy = 0;
        foreach (MugPlacement mug in kitchen.Mugs)
        {
            Assert.InRange(mug.EdgeDistanceM, 0.10, 0.30);
            double nearest = kitchen.Mugs.Where(other => other != mug).Select(other => Gap(mug, other.Pose.Position, other.Spec.ReachM))
                .Concat(kitchen.Clutter.Select(item => Gap(mug, item.Pose.Position, item.Kind.ReachM))).Min();
            roomy += nearest >= 0.13 - 1e-9 ? 1 : 0;
        }
        Assert.True(roomy >= kitchen.Mugs.Count - 1, $"{roomy} of {kitchen.Mugs.Count} mugs have room");
    });

    [Fact]
    public void TheRobotCanDriveToMachineMugsAndTable() => ForAll(kitchen =>
    {
        PlanPoint start = new(kitchen.RobotStart.X, kitchen.RobotStart.Y);
        DriveMap drive = new(kitchen.Plan, start);
        Assert.True(drive.IsReachable(start), "start");
        Assert.True((start - kitchen.Plan.Door) is var d && Math.Sqrt(d.X * d.X + d.Y * d.Y) < 0.9, "start is at the door");
        PlanItem counter = kitchen.Plan.Items.Single(item => item.Name == kitchen.Machine.Counter);
        Assert.True(CanStand(counter, kitchen.Machine.Front, kitchen.Machine.MugPlaceInWorld), "machine");
        Assert.True(CanStand(kitchen.DiningTable, kitchen.Plan.TableFreeSide, Centre(kitchen.DiningTable)), "table");
        foreach (MugPlacement mug in kitchen.Mugs)
        {
            Assert.True(CanStand(kitchen.Plan.Items.Single(item => item.Name == mug.Surface), mug.Side, mug.Pose.Position), mug.Name);
        }

        bool CanStand(PlanItem item, Heading side, Vec3 target)
        {
            PlanPoint edge = item.Rect.EdgeCentre(side);
            PlanPoint stand = side.X != 0 ? new PlanPoint(edge.X, target.Y) : new PlanPoint(target.X, edge.Y);
            return drive.IsReachable(stand + side.Vector * SurfacePlacer.StandOffM);
        }
    });

    [Fact]
    public void ManyKindsOfClutterMugsAndMachinesTurnUp()
    {
        Assert.True(Sample.Value.SelectMany(kitchen => kitchen.Clutter).Select(item => item.Kind.Id).Distinct().Count() >= 12);
        Assert.True(ClutterCatalogue.All.Select(kind => kind.Id).Distinct().Count() >= 12);
        Assert.True(Sample.Value.SelectMany(kitchen => kitchen.Mugs).Select(mug => mug.Spec.Id).Distinct().Count() >= 8);
        Assert.True(Sample.Value.Select(kitchen => kitchen.Machine.Spec.Id).Distinct().Count() >= 4);
        Assert.Contains(Sample.Value, kitchen => kitchen.Plan.Items.Any(item => item.Kind == FurnitureKind.Chair));
    }

    [Fact]
    public void NamesAreUniqueAndEveryShapeOfAThingHasItsClass() => ForAll(kitchen =>
    {
        Assert.Equal(kitchen.Bodies.Count, kitchen.Bodies.Select(body => body.Name).Distinct().Count());
        Assert.Distinct(kitchen.Bodies.SelectMany(body => body.Shapes).Select(shape => shape.Name));
        Assert.All(kitchen.Mugs, mug => Assert.All(kitchen.Bodies.Single(body => body.Name == mug.Name).Shapes, shape => Assert.Equal(SemanticClass.Mug, shape.Semantic)));
    });

    [Fact]
    public void NothingThatMovesIsTouchedAsABox() => ForAll(kitchen =>
        Assert.DoesNotContain(kitchen.Bodies.Where(body => body.Free).SelectMany(body => body.Shapes), shape => shape.Kind == ShapeKind.Box && shape.Collision != CollisionGroup.None));

    private static double Gap(MugPlacement mug, Vec3 other, double reach) => (mug.Pose.Position - other).HorizontalLength - mug.Spec.ReachM - reach;

    private static Vec3 Centre(PlanItem item) => new(item.Rect.Centre.X, item.Rect.Centre.Y, item.HeightM);
}
