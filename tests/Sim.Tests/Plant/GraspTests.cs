using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Scenes;
using Xunit.Abstractions;

namespace RoboticsStack.Sim.Tests.Plant;

public sealed class GraspTests(ITestOutputHelper output)
{
    public static TheoryData<string> Mugs => [.. MugCatalogue.All.Select(mug => mug.Id)];

    private static MugSpec Find(string id) => MugCatalogue.All.First(mug => mug.Id == id);

    [Fact]
    public void The_robot_stands_still_and_touches_nothing()
    {
        using Bench bench = new(null);
        Pose before = bench.World.GetPose(bench.Rig.Gripper);
        bench.Wait(1);
        Contact[] contacts = new Contact[32];
        int count = bench.World.GetContacts(contacts);
        Assert.True(count == 0, string.Join(", ", contacts.Take(count).Select(c => $"{Name(c.ShapeA)}-{Name(c.ShapeB)}")));
        Assert.True(bench.World.GetPose(bench.Rig.Gripper).Position.DistanceTo(before.Position) < 1e-4);

        string Name(ShapeHandle shape) => bench.World.GetBodyName(bench.World.GetBodyOf(shape));
    }

    [Theory]
    [MemberData(nameof(Mugs))]
    public void A_standing_mug_does_not_drift(string id)
    {
        using Bench bench = new(Find(id));
        bench.Wait(0.2);
        Vec3 before = bench.World.GetPose(bench.Mug).Position;
        bench.Wait(10);
        Pose after = bench.World.GetPose(bench.Mug);
        output.WriteLine($"{id}: {1000 * before.DistanceTo(after.Position):F4} mm");
        Assert.True(before.DistanceTo(after.Position) < 0.001);
        Assert.Equal(Bench.TableHeightM, after.Position.Z, 0.001);
    }

    [Theory]
    [MemberData(nameof(Mugs))]
    public void A_mug_is_gripped_lifted_carried_and_set_down(string id) => Carry(Find(id), 0, 15);

    [Theory]
    [MemberData(nameof(Mugs))]
    public void A_full_mug_is_carried_too(string id) => Carry(Find(id), 0.2, 20);

    private void Carry(MugSpec mug, double liquidKg, double forceN)
    {
        using Bench bench = new(mug);
        bench.World.SetMass(bench.Mug, mug.MassKg + liquidKg);
        bench.MoveBy(new(0.11, 0, 0), 1);
        bench.Grip(2 * mug.RadiusM - 0.02, forceN, 0.6);
        Pose grasp = bench.World.GetPose(bench.Rig.Gripper).Inverse() * bench.World.GetPose(bench.Mug);
        bench.MoveBy(new(0, 0, 0.15), 1);
        bench.MoveBy(new(-0.15, 0.15, 0), 1);
        bench.MoveBy(new(0.1, -0.3, 0), 1);
        bench.Wait(5);
        Pose held = bench.World.GetPose(bench.Rig.Gripper).Inverse() * bench.World.GetPose(bench.Mug);
        double slipMm = 1000 * held.Position.DistanceTo(grasp.Position);
        double turnDeg = (held.Orientation * grasp.Orientation.Inverse()).ToRotationVector().Length * 180 / Math.PI;
        output.WriteLine($"{mug.Id}: slip {slipMm:F3} mm, turn {turnDeg:F3} deg");
        Assert.True(slipMm < 4 && turnDeg < 4, $"slip {slipMm:F2} mm, turn {turnDeg:F2} deg");

        bench.MoveBy(new(0.05, 0.15, -0.15), 1.5);
        bench.Grip(0.13, 20, 0.5);
        bench.MoveBy(new(-0.12, 0, 0), 1);
        bench.Wait(0.5);
        Pose down = bench.World.GetPose(bench.Mug);
        Assert.Equal(Bench.TableHeightM, down.Position.Z, 0.001);
        Assert.True(down.Orientation.AxisZ.Z > 0.9999);
    }
}