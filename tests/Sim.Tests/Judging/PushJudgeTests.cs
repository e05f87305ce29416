using RoboticsStack.Faults;
using RoboticsStack.Kitchens.People;
using Xunit.Abstractions;

namespace RoboticsStack.Sim.Tests.Judging;

/// <summary>The judge tells what the robot does from what is done to it; and what is the robot's doing counts, pushed or not.</summary>
public sealed class PushJudgeTests(ITestOutputHelper output)
{
    private const double TooFastMPerSec = 0.6;

    [Fact]
    public void A_braked_base_that_somebody_runs_into_is_not_to_blame_for_its_speed()
    {
        using JudgeBench bench = new(output, [Runner(2.6)]);
        double fastest = 0;
        bench.Run(2.5, () => fastest = Math.Max(fastest, bench.Plant.TrueRobot.GetBaseVelocity().Vx * -1));
        output.WriteLine($"shoved to {fastest:F2} m/s");
        Assert.True(fastest > 0.1, "nobody pushed it");
        Assert.True(bench.Worst(Promise.TrueBaseSpeed) < 0.6 * fastest);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_base_is_carried_only_where_somebody_carries_it(bool isTold)
    {
        using JudgeBench bench = new(output) { BasePushN = 900, ToldPushN = isTold ? 900 : 0 };
        bench.Run(0.25);
        bench.AssertBroken(!isTold, Promise.TrueBaseSpeed);
    }

    [Fact]
    public void A_base_that_drives_too_fast_is_to_blame_though_somebody_stands_in_its_way()
    {
        using JudgeBench bench = new(output, [Runner(0.8)]);
        bench.Setpoint.BaseVxMPerSec = TooFastMPerSec;
        bench.Run(2);
        Assert.True(bench.Plant.People.PeakAnyForceN > 20, "nobody touched it");
        bench.AssertBroken(Promise.TrueBaseSpeed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(50)]
    public void A_base_that_drives_too_fast_is_to_blame_whoever_touches_it(double pushN)
    {
        using JudgeBench bench = new(output) { ToldPushN = pushN };
        bench.Setpoint.BaseVxMPerSec = TooFastMPerSec;
        bench.Run(0.8);
        bench.AssertBroken(Promise.TrueBaseSpeed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_walks_into_a_robot_that_stands_does_it_to_themselves_and_who_is_run_into_does_not(bool drives)
    {
        using JudgeBench bench = new(output, [drives ? JudgeBench.Person(0.9) : Runner(1.2)]);
        bench.Setpoint.BaseVxMPerSec = drives ? 0.42 : 0;
        bench.Run(2.5);
        Assert.True(bench.Plant.People.PeakAnyForceN > 20, "nobody touched it");
        bench.AssertBroken(drives, Promise.PersonContactSpeed);
        bench.AssertBroken(drives, Promise.PersonForce);
    }

    private static PersonSpec Runner(double speedMPerSec) =>
        JudgeBench.Person(2.2, PersonAct.Walk(JudgeBench.Start.X, JudgeBench.Start.Y, speedMPerSec));
}
