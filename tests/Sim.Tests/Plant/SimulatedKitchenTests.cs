using System.Security.Cryptography;
using Google.Protobuf;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Machine;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Scenes;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Sim.Tests.Plant;

public sealed class SimulatedKitchenTests
{
    private static readonly PlantOptions NoCameras = new() { Seed = 3, HasHeadCamera = false, HasWristCamera = false, HasLidar = false };

    private static SimulatedKitchen Build(ulong seed, PlantOptions options) =>
        new(new MujocoEngine(), KitchenGenerator.Generate(seed), Bench.Robot, options);

    [Fact]
    public void Two_runs_of_one_seed_are_equal_byte_for_byte()
    {
        PlantOptions options = new() { Seed = 7 };
        Assert.Equal(Run(options), Run(options));
        Assert.NotEqual(Run(options), Run(options with { Seed = 8 }));

        static byte[] Run(PlantOptions options)
        {
            using SimulatedKitchen plant = Build(2, options);
            RecordingSink sink = new();
            RobotSetpoint setpoint = plant.TrueRobot.HoldHere();
            for (int i = 0; i < 300; i++)
            {
                setpoint.BaseVxMPerSec = 0.3 * Math.Min(1, i / 100.0);
                setpoint.LiftM += 0.0001;
                setpoint.GripperWidthM = 0.02;
                plant.Robot.Send(setpoint);
                plant.Step(sink);
            }
            double[] state = new double[plant.World.StateLength];
            plant.World.SaveState(state);
            foreach (double value in state)
            {
                sink.Hash.AppendData(BitConverter.GetBytes(value));
            }
            return sink.Hash.GetHashAndReset();
        }
    }

    [Fact]
    public void The_control_cycle_allocates_nothing()
    {
        using SimulatedKitchen plant = Build(3, NoCameras);
        CountingSink sink = new();
        RobotSetpoint setpoint = plant.TrueRobot.HoldHere();
        Cycle(300);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Cycle(300);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Cycle(int steps)
        {
            Safety.RobotMeasurement measurement = default;
            for (int i = 0; i < steps; i++)
            {
                plant.Hardware.Read(ref measurement);
                plant.Robot.Send(setpoint);
                plant.Step(sink);
            }
        }
    }

    [Fact]
    public void Sensors_come_at_their_rates()
    {
        using SimulatedKitchen plant = Build(4, new PlantOptions { Seed = 3 });
        CountingSink sink = new();
        for (int i = 0; i < 1000; i++)
        {
            plant.Step(sink);
        }
        (SensorKind Kind, int Rate)[] rates =
        [
            (SensorKind.Joints, 100), (SensorKind.Wrench, 100), (SensorKind.Tactile, 100), (SensorKind.Imu, 100), (SensorKind.Odometry, 50),
            (SensorKind.PoseEstimate, 10), (SensorKind.Lidar, 10), (SensorKind.WristCamera, 10), (SensorKind.HeadCamera, 5),
        ];
        foreach ((SensorKind kind, int rate) in rates)
        {
            Assert.InRange(sink.Counts[(int)kind], 2 * rate * 0.85 - 1, 2 * rate + 1);
        }
        Assert.True(sink.LongestLatencySec < 0.1);
    }

    [Fact]
    public void A_mug_under_the_spout_is_filled_and_served_when_it_stands_on_the_table()
    {
        using SimulatedKitchen plant = Build(5, NoCameras);
        CountingSink sink = new();
        MugPlacement mug = plant.Kitchen.Mugs[0];
        BodyHandle body = plant.World.FindBody(mug.Name);
        plant.World.SetFreePose(body, new(plant.Machine.MugPlaceInWorld, Quat.Identity));
        PressButton(plant, 0.9 * plant.Machine.Spec.ButtonForceN * 0.5, sink);
        Assert.Equal(MachineState.Idle, plant.Machine.State);
        PressButton(plant, 1.5 * plant.Machine.Spec.ButtonForceN, sink);
        Assert.Equal(MachineState.Brewing, plant.Machine.State);
        for (int i = 0; i < 41 * 500 && plant.Machine.State == MachineState.Brewing; i++)
        {
            plant.Step(sink);
        }
        Assert.Equal(MachineState.Finished, plant.Machine.State);
        Assert.Equal(plant.Machine.Spec.BrewMl, plant.Liquids.Mugs[0].FillMl, 1.0);
        Assert.True(plant.Liquids.SpilledMl < 1);
        Assert.False(plant.Judge.IsSuccess);

        Kitchens.Plans.PlanItem table = plant.Kitchen.DiningTable;
        plant.World.SetFreePose(body, new(new(table.Rect.Centre.X, table.Rect.Centre.Y, table.HeightM), Quat.Identity));
        for (int i = 0; i < 250; i++)
        {
            plant.Step(sink);
        }
        Assert.True(plant.Judge.IsSuccess, plant.Judge.Score().ToString());
        plant.World.SetFreePose(body, new(new(table.Rect.Centre.X, table.Rect.Centre.Y, table.HeightM + 0.06), Quat.FromAxisAngle(Vec3.UnitX, 1.5)));
        for (int i = 0; i < 1000; i++)
        {
            plant.Step(sink);
        }
        Assert.False(plant.Judge.IsSuccess);
        Assert.True(plant.Liquids.SpilledMl > 50);
    }

    [Fact]
    public void The_truth_names_every_moving_body()
    {
        using SimulatedKitchen plant = Build(6, NoCameras);
        PlantTruth truth = new();
        plant.FillTruth(truth);
        plant.FillTruth(truth);
        Assert.Equal(truth.Bodies.Count, truth.Bodies.Select(body => body.Name).Distinct().Count());
        Assert.Contains(truth.Bodies, body => body.Name == plant.Kitchen.Mugs[0].Name);
        Assert.Contains(truth.Bodies, body => body.Name == Bench.Robot.Root);
        Assert.Equal("idle", truth.MachineState);
    }

    private static void PressButton(SimulatedKitchen plant, double forceN, ISensorSink sink)
    {
        BodyHandle button = plant.World.FindBody(MachineBody.ButtonBodyName);
        plant.World.SetExternalForce(button, plant.Kitchen.Machine.Pose.Orientation.AxisX * -forceN);
        for (int i = 0; i < 100; i++)
        {
            plant.Step(sink);
        }
        plant.World.SetExternalForce(button, Vec3.Zero);
        for (int i = 0; i < 100; i++)
        {
            plant.Step(sink);
        }
    }

    private sealed class CountingSink : ISensorSink
    {
        public int[] Counts { get; } = new int[Enum.GetValues<SensorKind>().Length];
        public double LongestLatencySec { get; private set; }

        public void Publish(SensorKind kind, IMessage message, Timestamp dataTime, Timestamp madeTime)
        {
            Counts[(int)kind]++;
            LongestLatencySec = Math.Max(LongestLatencySec, madeTime.SecondsSince(dataTime));
        }
    }

    private sealed class RecordingSink : ISensorSink
    {
        public IncrementalHash Hash { get; } = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public void Publish(SensorKind kind, IMessage message, Timestamp dataTime, Timestamp madeTime)
        {
            Hash.AppendData([(byte)kind]);
            Hash.AppendData(BitConverter.GetBytes(dataTime.Nanoseconds));
            Hash.AppendData(message.ToByteArray());
        }
    }
}
