using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Kitchens.Pictures;
using RoboticsStack.Mujoco;
using RoboticsStack.Scenes;

namespace RoboticsStack.Sim.Tests;

public sealed class KitchenPhysicsTests
{
    [Fact]
    public void EverythingInAKitchenStandsStillAndTheButtonRests()
    {
        foreach (ulong seed in (ulong[])[11, 12, 13, 14, 15, 16])
        {
            Kitchen kitchen = KitchenGenerator.Generate(seed);
            using IPhysicsWorld world = new MujocoEngine().Build(kitchen.ToScene());
            for (int i = 0; i < 500; i++)
            {
                world.Step();
            }
            IEnumerable<(string Name, Pose Pose)> things = kitchen.Mugs.Select(mug => (mug.Name, mug.Pose)).Concat(kitchen.Clutter.Select(item => (item.Name, item.Pose)));
            foreach ((string name, Pose before) in things)
            {
                Pose now = world.GetPose(world.FindBody(name));
                Assert.True(now.Position.DistanceTo(before.Position) < 0.003 && now.Orientation.AxisZ.Z > 0.999, $"seed {seed}: {name} moved {now.Position.DistanceTo(before.Position):F4} m");
            }
            Assert.InRange(world.GetJointPosition(world.FindJoint(MachineBody.ButtonJointName)), -0.0002, 0.0002);
        }
    }

    [Fact]
    public void APictureShowsTheKitchenAndIsAValidPng()
    {
        Kitchen kitchen = KitchenGenerator.Generate(21);
        using IPhysicsWorld world = new MujocoEngine().Build(kitchen.ToScene());
        world.Refresh();
        Picture picture = KitchenPicture.Draw(kitchen, world, kitchen.ToScene());
        Assert.Equal((KitchenPicture.Width, KitchenPicture.Height), (picture.Width, picture.Height));
        HashSet<(byte, byte, byte)> colours = [];
        for (int y = 0; y < picture.Height; y += 7)
        {
            for (int x = 0; x < picture.Width; x += 7)
            {
                colours.Add(picture.Get(x, y));
            }
        }
        Assert.True(colours.Count > 100);
        using MemoryStream file = new();
        picture.WritePng(file);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], file.ToArray()[..4]);
        Assert.True(file.Length > 5000);
    }
}
