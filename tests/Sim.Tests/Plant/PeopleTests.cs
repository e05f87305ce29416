using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Kitchens.Plans;
using RoboticsStack.Mujoco;
using RoboticsStack.Plant;
using RoboticsStack.Plant.People;
using RoboticsStack.Plant.Robot;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Scenes;
using RoboticsStack.Tests;
using Xunit.Abstractions;

namespace RoboticsStack.Sim.Tests.Plant;

/// <summary>People in the plant: how they move, what they feel, and whose doing it is.</summary>
public sealed class PeopleTests(ITestOutputHelper output)
{
    private static readonly RobotDescription Robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);
    private static readonly Pose2 Start = new(60, 60, 0);

    [Fact]
    public void Somebody_walks_where_they_set_out_to_at_their_speed_and_the_lidar_sees_their_legs()
    {
        using SimulatedKitchen plant = With(Person(2.5, -2, PersonAct.Walk(62.5, 62, 1.2)));
        double nearest = double.PositiveInfinity;
        Run(plant, 4.2, new Sink((kind, message) =>
        {
            if (message is Messaging.V1.LidarScan scan)
            {
                nearest = Math.Min(nearest, scan.RangeM.Where(range => range > 0).DefaultIfEmpty(float.PositiveInfinity).Min());
            }
        }));
        Vec3 at = plant.People.PositionOf(0);
        Assert.Equal(62.5, at.X, 1);
        Assert.Equal(62, at.Y, 1);
        Assert.InRange(nearest, 2.0, 2.7);
    }

    [Fact]
    public void A_hand_reaches_the_point_it_is_stretched_to_and_hangs_down_again()
    {
        Vec3 target = new(60.9, 60, 1.1);
        using SimulatedKitchen plant = With(Person(1.35, 0, PersonAct.Reach(target, 1.5, 0.5)));
        BodyPart hand = plant.People.People[0].Parts.Last(part => part.Region == BodyRegion.Hand);
        double nearest = double.PositiveInfinity;
        for (int n = 0; n < 1000; n++)
        {
            plant.Step(Sink.None);
            nearest = Math.Min(nearest, Vec3.Lerp(hand.A, hand.B, 0.5).DistanceTo(target));
        }
        Assert.True(nearest < 0.03, $"{nearest:F3} m");
        Assert.True(hand.A.Z < 1.0);
        Assert.True(plant.People.AreDone);
    }

    [Fact]
    public void Who_walks_into_a_robot_that_stands_still_does_it_to_themselves()
    {
        using SimulatedKitchen plant = With(Person(2, 0, PersonAct.Walk(60, 60, 1.0)));
        Run(plant, 3);
        Assert.True(plant.People.SmallestSeparationM < 0);
        Assert.True(plant.People.PeakAnyForceN > 20, $"{plant.People.PeakAnyForceN:F0} N");
        Assert.Equal(0, plant.People.PeakForceN);
    }

    [Fact]
    public void What_a_driving_base_does_to_a_leg_grows_as_its_speed_as_with_two_masses_and_a_spring()
    {
        double slow = LegForce(0.1), fast = LegForce(0.2);
        output.WriteLine($"{slow:F0} N at 0.1 m/s, {fast:F0} N at 0.2 m/s");
        Assert.True(slow > 20);
        Assert.InRange(fast / slow, 1.6, 2.4);
    }

    [Fact]
    public void Of_a_blow_the_robot_has_done_its_share_of_the_speed_at_which_the_two_met()
    {
        using SimulatedKitchen plant = With(Person(2, 0, PersonAct.Walk(60, 60, 1.0)));
        RobotSetpoint drive = plant.TrueRobot.HoldHere();
        drive.BaseVxMPerSec = 0.1;
        while (plant.Now.Seconds < 5 && !plant.People.AreTouching)
        {
            plant.Robot.Send(drive);
            plant.Step(Sink.None);
        }
        for (int n = 0; n < 10; n++)
        {
            plant.Robot.Send(drive);
            plant.Step(Sink.None);
        }
        double share = plant.People.PeakForceN / plant.People.PeakAnyForceN;
        output.WriteLine($"{plant.People.PeakAnyForceN:F0} N, the robot's share {share:F3}");
        Assert.True(plant.People.PeakAnyForceN > 20);
        Assert.InRange(share, 0.02, 0.35);
    }

    [Fact]
    public void The_distance_to_a_capsule_is_the_least_of_the_distances_to_its_points()
    {
        RandomStream random = new(3);
        foreach (ShapeKind kind in new[] { ShapeKind.Box, ShapeKind.Cylinder, ShapeKind.Capsule, ShapeKind.Sphere })
        {
            for (int n = 0; n < 50; n++)
            {
                SolidShape shape = new(kind, new(random.Uniform(0.02, 0.3), random.Uniform(0.02, 0.3), random.Uniform(0.02, 0.3)));
                Vec3 a = Point(random), b = Point(random);
                double exact = shape.Distance(a, b, out _);
                double sampled = Enumerable.Range(0, 401).Min(i => shape.Distance(Vec3.Lerp(a, b, i / 400.0), Vec3.Lerp(a, b, i / 400.0), out _));
                Assert.InRange(exact, sampled - 0.006, sampled + 5e-5);
            }
        }
    }

    [Fact]
    public void A_kitchen_without_people_has_nobody_near_the_robot()
    {
        using SimulatedKitchen plant = With();
        Run(plant, 0.1);
        Assert.Equal(0, plant.People.Count);
        Assert.True(double.IsPositiveInfinity(plant.People.SmallestSeparationM));
    }

    [Fact]
    public void Walkers_keep_to_the_floor_that_can_be_walked_on_and_are_the_same_for_the_same_kitchen()
    {
        Kitchen kitchen = KitchenGenerator.Generate(5).WithWalkers(2), again = KitchenGenerator.Generate(5).WithWalkers(2);
        Assert.Equal(2, kitchen.People.Count);
        foreach ((PersonSpec person, PersonSpec same) in kitchen.People.Zip(again.People))
        {
            Assert.Equal(person.Acts, same.Acts);
            Assert.All(person.Acts.Where(act => act.Kind == PersonActKind.Walk), act =>
                Assert.All(kitchen.Plan.Items, item => Assert.True(item.Rect.DistanceTo(new PlanPoint(act.Target.X, act.Target.Y)) > 0.2)));
        }
        Assert.Throws<UserErrorException>(() => kitchen.WithWalkers(99));
    }

    [Theory]
    [InlineData(1.15, 2.5)]
    [InlineData(1.85, 1.6)]
    public void Who_runs_into_a_braked_robot_gives_it_no_more_momentum_than_they_had(double heightM, double speed)
    {
        using SimulatedKitchen plant = With(Person(2.2, 0, PersonAct.Walk(60, 60, speed)) with { HeightM = heightM });
        double fastest = 0, walks = 0;
        Vec3 before = plant.People.PositionOf(0);
        for (int n = 0; n < 1500; n++)
        {
            plant.Step(Sink.None);
            (double vx, double vy, _) = plant.TrueRobot.GetBaseVelocity();
            fastest = Math.Max(fastest, double.Hypot(vx, vy));
            Vec3 at = plant.People.PositionOf(0);
            walks = Math.Max(walks, at.DistanceTo(before) / plant.StepSec);
            before = at;
        }
        double person = PersonMass.Of(heightM), robot = Robot.Links.Sum(link => link.Inertia?.MassKg ?? 0);
        // Of two masses that meet: together after a blow without rebound, and twice as fast with all of it.
        double together = person * walks / (person + robot);
        output.WriteLine($"{person:F0} kg at {walks:F2} m/s into {robot:F0} kg: {fastest:F2} m/s, {together:F2} without rebound");
        Assert.InRange(walks, 0.9 * speed, 1.02 * speed);
        Assert.InRange(fastest, 0.2 * together, 1.4 * together);
        Assert.True(plant.People.SmallestSeparationM < 0);
    }

    /// <summary>A child runs into the back of a robot that goes the same way: what is shoved along and then meets their other leg is not the robot's doing.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.2)]
    [InlineData(0.3)]
    public void What_a_robot_does_that_somebody_shoves_is_theirs(double asideM)
    {
        const double creepsMPerSec = 0.1;
        PersonSpec child = Person(-2.2, asideM, PersonAct.Walk(62, 60 + asideM, 2.5)) with { HeightM = 1.2 };
        using SimulatedKitchen plant = With(child with { Start = child.Start with { YawRad = 0 } });
        RobotSetpoint drive = plant.TrueRobot.HoldHere();
        double fastest = 0;
        while (plant.Now.Seconds < 2.5)
        {
            drive.BaseVxMPerSec = creepsMPerSec;
            plant.Robot.Send(drive);
            plant.Step(Sink.None);
            (double vx, double vy, _) = plant.TrueRobot.GetBaseVelocity();
            fastest = Math.Max(fastest, double.Hypot(vx, vy));
        }
        output.WriteLine($"shoved to {fastest:F2} m/s, {plant.People.FastestContactMPerSec:F3} m/s of it the robot's own");
        Assert.True(fastest > 2 * creepsMPerSec);
        Assert.Equal(0, plant.People.FastestContactMPerSec);
    }

    /// <summary>The most that one lower leg feels in the first instants, N.</summary>
    private static double LegForce(double speedMPerSec)
    {
        // Behind the robot, where the arm does not reach them first.
        using SimulatedKitchen plant = With(Person(-1, 0));
        RobotSetpoint drive = plant.TrueRobot.HoldHere();
        drive.BaseVxMPerSec = -speedMPerSec;
        BodyPart leg = plant.People.People[0].Parts.First(part => part.Region == BodyRegion.LowerLeg);
        double met = double.PositiveInfinity, peak = 0;
        while (plant.Now.Seconds < Math.Min(10, met + 0.05))
        {
            plant.Robot.Send(drive);
            plant.Step(Sink.None);
            peak = Math.Max(peak, leg.RobotForceN);
            met = double.IsInfinity(met) && peak > 0 ? plant.Now.Seconds : met;
        }
        return peak;
    }

    private static Vec3 Point(RandomStream random) => new(random.Uniform(-0.6, 0.6), random.Uniform(-0.6, 0.6), random.Uniform(-0.6, 0.6));

    /// <summary>On open floor, ahead of the robot and to its left, looking at it.</summary>
    private static PersonSpec Person(double ahead, double left, params PersonAct[] acts) => new()
    {
        Name = "person_0",
        HeightM = 1.75,
        Start = new(Start.X + ahead, Start.Y + left, Math.PI),
        Acts = acts,
    };

    private static SimulatedKitchen With(params PersonSpec[] people) => new(new MujocoEngine(), KitchenGenerator.Generate(1).With(people), Robot, new PlantOptions
    {
        Seed = 1,
        Start = Start,
        Variation = RobotVariation.Nominal,
        HasHeadCamera = false,
        HasWristCamera = false,
    });

    private static void Run(SimulatedKitchen plant, double seconds, ISensorSink? sink = null)
    {
        while (plant.Now.Seconds < seconds)
        {
            plant.Step(sink ?? Sink.None);
        }
    }

    private sealed class Sink(Action<SensorKind, Google.Protobuf.IMessage> take) : ISensorSink
    {
        public static readonly Sink None = new((_, _) => { });

        public void Publish(SensorKind kind, Google.Protobuf.IMessage message, Core.Time.Timestamp dataTime, Core.Time.Timestamp madeTime) => take(kind, message);
    }
}
