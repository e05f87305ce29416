using RoboticsStack.Faults;
using Xunit.Abstractions;

namespace RoboticsStack.Sim.Tests.Judging;

/// <summary>What a thing feels of the robot counts, but for what somebody pushes with and for where they made it go.</summary>
public sealed class ForceJudgeTests(ITestOutputHelper output)
{
    /// <summary>More than the wheels hold against.</summary>
    private const double ShoveN = 900;

    /// <summary>Wheels that exert more than a drive should; nobody tells the judge.</summary>
    private const double RunawayN = 220;

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(50)]
    public void A_base_that_drives_into_a_wall_breaks_both_promises_whoever_touches_it(double pushN)
    {
        using JudgeBench bench = new(output, null, JudgeBench.WallAhead(0.05)) { BasePushN = RunawayN, ToldPushN = pushN };
        bench.Setpoint.BaseVxMPerSec = 0.4;
        bench.Run(1.2);
        bench.AssertBroken(Promise.TransientForce);
        bench.AssertBroken(Promise.LastingForce);
        string what = bench.Violations.Single(violation => violation.Promise == Promise.LastingForce).What;
        output.WriteLine(what);
        Assert.StartsWith($"{JudgeBench.Robot.Frames.Base} on {JudgeBench.Wall} at (60.", what, StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_that_pushes_slowly_breaks_the_lasting_promise_alone()
    {
        using JudgeBench bench = new(output, null, JudgeBench.WallAhead(0.001)) { BasePushN = RunawayN };
        bench.Setpoint.BaseVxMPerSec = 0.01;
        bench.Run(0.6);
        bench.Setpoint.BaseVxMPerSec = 0;
        bench.Run(1.8);
        bench.AssertKept(Promise.TransientForce);
        bench.AssertBroken(Promise.LastingForce);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_somebody_pushes_with_is_theirs(bool isTold)
    {
        using JudgeBench bench = new(output, null, JudgeBench.WallAhead(0.001));
        bench.Run(1.5, () =>
        {
            bench.BasePushN = Math.Min(600, bench.BasePushN + 1);
            bench.ToldPushN = isTold ? bench.BasePushN : 0;
        });
        bench.AssertBroken(!isTold, Promise.TransientForce);
        bench.AssertBroken(!isTold, Promise.LastingForce);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_the_robot_was_shoved_against_is_not_its_doing(bool isTold)
    {
        using JudgeBench bench = new(output, null, JudgeBench.WallAhead(0.1)) { BasePushN = ShoveN, ToldPushN = isTold ? ShoveN : 0 };
        bench.Run(0.5);
        bench.AssertBroken(!isTold, Promise.TransientForce);
    }

    [Fact]
    public void What_presses_long_after_a_shove_is_the_robot()
    {
        using JudgeBench bench = new(output, null, JudgeBench.WallAhead(0.1)) { BasePushN = ShoveN, ToldPushN = ShoveN };
        bench.Run(0.5);
        (bench.BasePushN, bench.ToldPushN) = (RunawayN, 20);
        bench.Setpoint.BaseVxMPerSec = 0.3;
        bench.Run(0.4);
        bench.AssertKept(Promise.LastingForce);
        bench.Run(2.5);
        bench.AssertBroken(Promise.LastingForce);
    }
}
