using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Faults;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Tests;
using Xunit.Abstractions;

namespace RoboticsStack.Sim.Tests;

/// <summary>The judge tells what the robot does from what is done to it; and what is the robot's doing counts, pushed or not.</summary>
public sealed class PushJudgeTests(ITestOutputHelper output)
{
    private const double TooFastMPerSec = 0.6;
    private static readonly RobotDescription Robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);
    private static readonly PromiseBook Book = PromiseBook.Load(Path.Combine(RepositoryRoot.Path, "configs", "faults", "promises.yaml"), Robot);
    private static readonly Pose2 Start = new(60, 60, 0);

    [Fact]
    public void A_braked_base_that_somebody_shoves_is_not_to_blame_for_its_speed()
    {
        using SimulatedKitchen plant = With(Runner(2.6));
        (double fastest, PromiseSheet sheet) = Run(plant, driveMPerSec: 0);
        output.WriteLine($"shoved to {fastest:F2} m/s");
        Assert.True(fastest > 0.1, "nobody pushed it");
        Assert.True(sheet.Worst[(int)Promise.TrueBaseSpeed] < 0.6 * fastest, $"{sheet.Worst[(int)Promise.TrueBaseSpeed]:F2} m/s");
    }

    [Fact]
    public void A_base_that_drives_too_fast_is_to_blame_though_somebody_touches_it()
    {
        using SimulatedKitchen plant = With(Runner(0.8));
        (_, PromiseSheet sheet) = Run(plant, driveMPerSec: TooFastMPerSec);
        Assert.True(plant.People.PeakAnyForceN > 20, "nobody touched it");
        Assert.Contains(sheet.Violations, violation => violation.Promise == Promise.TrueBaseSpeed);
    }

    [Fact]
    public void A_base_that_drives_too_fast_with_nobody_near_is_to_blame()
    {
        using SimulatedKitchen plant = With();
        (_, PromiseSheet sheet) = Run(plant, driveMPerSec: TooFastMPerSec);
        Assert.Contains(sheet.Violations, violation => violation.Promise == Promise.TrueBaseSpeed);
    }

    /// <summary>The drives are told directly: no gate would tell them that.</summary>
    private static (double FastestMPerSec, PromiseSheet Sheet) Run(SimulatedKitchen plant, double driveMPerSec)
    {
        EpisodeJudge judge = new(Robot, plant, Book);
        RobotSetpoint setpoint = plant.TrueRobot.HoldHere();
        double fastest = 0;
        while (plant.Now.Seconds < 2.5)
        {
            if (driveMPerSec > 0)
            {
                setpoint.BaseVxMPerSec = driveMPerSec;
                plant.Robot.Send(setpoint);
            }
            plant.Step(Nothing.Instance);
            judge.OnStep();
            (double vx, double vy, _) = plant.TrueRobot.GetBaseVelocity();
            fastest = Math.Max(fastest, double.Hypot(vx, vy));
        }
        return (fastest, judge.Sheet);
    }

    /// <summary>An adult who comes from the front.</summary>
    private static PersonSpec Runner(double speedMPerSec) => new()
    {
        Name = "person_0",
        HeightM = 1.85,
        Start = new(Start.X + 2.2, Start.Y, Math.PI),
        Acts = [PersonAct.Walk(Start.X, Start.Y, speedMPerSec)],
    };

    private static SimulatedKitchen With(params PersonSpec[] people) => new(new MujocoEngine(), KitchenGenerator.Generate(1).With(people), Robot, new PlantOptions
    {
        Seed = 1,
        Start = Start,
        Variation = RobotVariation.Nominal,
        HasHeadCamera = false,
        HasWristCamera = false,
    });

    private sealed class Nothing : ISensorSink
    {
        public static readonly Nothing Instance = new();

        public void Publish(SensorKind kind, Google.Protobuf.IMessage message, Timestamp dataTime, Timestamp madeTime)
        {
        }
    }
}
