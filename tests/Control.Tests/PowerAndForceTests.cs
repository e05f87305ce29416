using FsCheck;
using FsCheck.Fluent;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Safety;
using RoboticsStack.Safety.People;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Control.Tests;

/// <summary>Within reach of somebody the robot moves no faster than would hurt.</summary>
[Trait("safety", nameof(GateFunction.PowerAndForce))]
public sealed class PowerAndForceTests
{
    private static readonly PowerAndForceLimits Limits = ReferenceRobot.Load().Safety.PowerAndForce;

    [Fact]
    public void A_heavier_robot_or_a_stiffer_body_never_allows_more_and_a_greater_force_never_less() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            RandomStream random = RandomStream.For((ulong)seed, "power and force");
            RegionLimits region = random.Pick(Limits.Regions);
            double mass = random.Uniform(0.5, 150), factor = random.Uniform(1, 3), speed = ContactSpeed.Allowed(region, mass);
            return speed > 0 && ContactSpeed.Allowed(region, factor * mass) <= speed
                && ContactSpeed.Allowed(region with { StiffnessNPerM = factor * region.StiffnessNPerM }, mass) <= speed
                && ContactSpeed.Allowed(region with { ForceN = factor * region.ForceN }, mass) >= speed;
        }));

    [Fact]
    public void A_blow_at_the_allowed_speed_presses_the_spring_to_the_allowed_force()
    {
        // Two masses and a spring: the energy of their relative motion is the spring's at its shortest, ½ μ v² = F² / 2k.
        foreach (RegionLimits region in Limits.Regions)
        {
            double robotKg = 12, reduced = region.MassKg * robotKg / (region.MassKg + robotKg), speed = ContactSpeed.Allowed(region, robotKg);
            Assert.Equal(region.ForceN, Math.Sqrt(reduced * speed * speed * region.StiffnessNPerM), 6);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_no_number_allows_no_speed(double forceN) =>
        Assert.Equal(0, ContactSpeed.Allowed(Limits.Regions[0] with { ForceN = forceN }, 10));

    [Fact]
    public void With_somebody_an_arms_length_away_the_base_creeps_and_the_gripper_is_slower_than_in_the_open()
    {
        SimulatedRobot robot = new();
        robot.Engage();
        for (int n = 0; n < 15; n++)
        {
            PeopleView view = robot.Inputs.PeopleDraft;
            view.Clear();
            view.Newest = robot.Now;
            // Behind: the base is within reach, and what separation allows is more than what a leg stands.
            view.TryAdd(new() { X = robot.Measurement.BaseOdometry.X - 1.25, Seen = robot.Now });
            robot.Inputs.SendPeople();
            GatePlan plan = robot.NewPlan(0.3);
            plan.BaseCount = 1;
            plan.Base[0] = new(robot.Now.AddSeconds(0.3), 0.4, 0, 0);
            robot.Offer(plan);
            robot.Run(0.1);
        }
        double leg = ContactSpeed.Allowed(Limits.Regions.First(region => region.Name == "lower_leg"), robot.Description.Links.Sum(link => link.Inertia?.MassKg ?? 0) + Limits.LoadKg);
        Assert.InRange(robot.Command.BaseVxMPerSec, 0.02, leg + 1e-9);
    }
}
