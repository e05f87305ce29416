using FsCheck;
using FsCheck.Fluent;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Control.Tests;

/// <summary>The base comes to rest before what lidar and cameras see at its height.</summary>
[Trait("safety", nameof(GateFunction.ProtectiveField))]
public sealed class ProtectiveFieldTests
{
    private readonly SimulatedRobot _robot = new();

    private double Radius => _robot.Description.Base.RadiusM;

    [Fact]
    public void Whatever_the_base_is_told_it_never_reaches_a_wall() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(15), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), StaysClear));

    private static void StaysClear(int seed)
    {
        RandomStream random = RandomStream.For((ulong)seed, "field");
        SimulatedRobot robot = new();
        WallAhead wall = new(robot, random.Uniform(0.4, 1.2)) { IsLow = true };
        robot.Show = wall.Show;
        robot.Engage();
        double nearest = double.PositiveInfinity;
        for (int n = 0; n < 15; n++)
        {
            Drive(robot, random.Uniform(-0.5, 1.5), random.Uniform(-1, 1), random.Uniform(-2, 2), 0.2);
            nearest = Math.Min(nearest, wall.X - robot.Measurement.BaseOdometry.X - robot.Description.Base.RadiusM);
        }
        Assert.True(nearest > 0, $"seed {seed}: {nearest * 1000:F1} mm");
    }

    [Fact]
    public void At_a_wall_the_base_goes_along_it_and_away_from_it_as_it_likes()
    {
        WallAhead wall = new(_robot, 0.5) { IsLow = true };
        _robot.Show = wall.Show;
        _robot.Engage();
        Drive(_robot, 0.3, 0, 0, 3);
        double gap = wall.X - _robot.Measurement.BaseOdometry.X - Radius;
        Assert.InRange(gap, 0, 0.04);
        Assert.Contains(_robot.DrainInterventions(), intervention => intervention.Function == GateFunction.ProtectiveField);
        Drive(_robot, 0.1, 0.3, 0, 1.5);
        Assert.InRange(_robot.Measurement.BaseOdometry.Y, 0.25, 0.45);
        Drive(_robot, -0.3, 0, 0, 1.5);
        Assert.True(wall.X - _robot.Measurement.BaseOdometry.X - Radius > 0.25);
    }

    [Fact]
    public void Without_a_scan_the_base_does_not_drive_and_with_an_old_one_it_stops()
    {
        _robot.Show = (_, _) => { };
        _robot.Engage();
        Drive(_robot, 0.3, 0, 0.5, 1);
        Assert.Equal(0, _robot.Measurement.BaseOdometry.X);
        _robot.Show = SimulatedRobot.ShowNothing;
        _robot.Run(_robot.Description.Safety.ObstacleDistance.SettleSec);
        Drive(_robot, 0.3, 0, 0, 1);
        Assert.True(_robot.Command.BaseVxMPerSec > 0.25);
        _robot.Show = (_, _) => { };
        Drive(_robot, 0.3, 0, 0, _robot.Description.Safety.ProtectiveField.MaxScanAgeSec + 0.3);
        Assert.Equal(0, _robot.Command.BaseVxMPerSec);
    }

    [Fact]
    public void What_a_lost_ray_no_longer_shows_is_remembered()
    {
        WallAhead wall = new(_robot, 0.5) { IsLow = true };
        _robot.Show = wall.Show;
        _robot.Engage();
        wall.IsLost = _ => true;
        Drive(_robot, 0.3, 0, 0, 0.9);
        Assert.True(wall.X - _robot.Measurement.BaseOdometry.X - Radius > 0);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    [InlineData(0.3)]
    public void From_the_allowed_speed_reaction_and_braking_end_before_the_thing(double distanceM)
    {
        ProtectiveFieldLimits limits = _robot.Description.Safety.ProtectiveField;
        double speed = limits.SpeedAt(distanceM);
        double travel = speed * limits.ReactionSec + speed * speed / (2 * limits.BrakingMPerSec2);
        Assert.Equal(Math.Max(0, distanceM - limits.MarginM), travel, 9);
        Assert.True(limits.BrakingMPerSec2 <= _robot.Description.Base.StopAccelerationMPerSec2);
    }

    [Fact]
    public void Looking_allocates_nothing()
    {
        WallAhead wall = new(_robot, 0.45) { IsLow = true };
        _robot.Show = wall.Show;
        _robot.Engage();
        Drive(_robot, 0.2, 0.1, 0, 1);
        _robot.Show = (_, _) => { };
        long before = GC.GetAllocatedBytesForCurrentThread();
        _robot.Run(0.05);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Drive(SimulatedRobot robot, double vx, double vy, double yawRate, double seconds)
    {
        for (double left = seconds; left > 0; left -= 0.1)
        {
            GatePlan plan = robot.NewPlan(0.5);
            plan.BaseCount = 1;
            plan.Base[0] = new(robot.Now.AddSeconds(0.4), vx, vy, yawRate);
            robot.Offer(plan);
            robot.Run(Math.Min(left, 0.1));
        }
    }
}
