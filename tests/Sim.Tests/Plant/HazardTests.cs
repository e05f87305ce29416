using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Scenes;

namespace RoboticsStack.Sim.Tests.Plant;

public sealed class HazardTests
{
    private static readonly PlantOptions NoCameras = new() { Seed = 3, HasHeadCamera = false, HasWristCamera = false, HasLidar = false };

    [Fact]
    public void A_kitchen_left_alone_has_no_hazards()
    {
        using SimulatedKitchen plant = Build();
        Run(plant, 2);
        Assert.Equal((0, 0), (plant.Hazards.Dropped, plant.Hazards.Toppled));
    }

    [Fact]
    public void One_fall_is_one_drop_however_far_and_the_next_is_another()
    {
        using SimulatedKitchen plant = Build();
        Run(plant, 1);
        Drop(plant, 1.2);
        Assert.Equal(1, plant.Hazards.Dropped);
        Drop(plant, 0.6);
        Assert.Equal(2, plant.Hazards.Dropped);
    }

    [Fact]
    public void A_mug_that_comes_to_lie_is_toppled_once()
    {
        using SimulatedKitchen plant = Build();
        Run(plant, 1);
        BodyHandle mug = plant.World.FindBody(plant.Kitchen.Mugs[0].Name);
        Pose pose = plant.World.GetPose(mug);
        plant.World.SetFreePose(mug, pose with { Position = pose.Position + new Vec3(0, 0, 0.05), Orientation = Quat.FromAxisAngle(Vec3.UnitX, Math.PI / 2) });
        plant.World.Refresh();
        Run(plant, 2);
        Assert.Equal(1, plant.Hazards.Toppled);
        Assert.Equal(0, plant.Hazards.Dropped);
    }

    private static SimulatedKitchen Build() => new(new MujocoEngine(), KitchenGenerator.Generate(2), Bench.Robot, NoCameras);

    /// <summary>Lets a mug go above the floor behind the robot, and waits until it lies still.</summary>
    private static void Drop(SimulatedKitchen plant, double heightM)
    {
        BodyHandle mug = plant.World.FindBody(plant.Kitchen.Mugs[0].Name);
        Pose2 robot = plant.Kitchen.RobotStart;
        plant.World.SetFreePose(mug, new Pose(new Vec3(robot.X - 0.4 * Math.Cos(robot.YawRad), robot.Y - 0.4 * Math.Sin(robot.YawRad), heightM), Quat.Identity));
        plant.World.Refresh();
        Run(plant, 4);
    }

    private static void Run(SimulatedKitchen plant, double seconds)
    {
        NullSink sink = new();
        for (int step = 0; step < seconds / plant.StepSec; step++)
        {
            plant.Step(sink);
        }
    }
}
