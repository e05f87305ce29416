using RoboticsStack.Control.Kinematics;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Faults;
using RoboticsStack.Plant;
using RoboticsStack.Scenes;
using Xunit.Abstractions;

namespace RoboticsStack.Sim.Tests.Judging;

/// <summary>What a thing feels of the robot counts, but for what somebody pushes with and for where they made it go.</summary>
public sealed class ForceJudgeTests(ITestOutputHelper output)
{
    /// <summary>More than the wheels hold against.</summary>
    private const double ShoveN = 900;

    private const string Ball = "ball";

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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_shove_has_pressed_the_robot_against_its_brakes_hold_there_and_its_drives_do_not(bool isPowered)
    {
        using JudgeBench bench = new(output, null, JudgeBench.WallAhead(0.1)) { BasePushN = ShoveN, ToldPushN = ShoveN };
        bench.Run(0.5);
        (bench.BasePushN, bench.ToldPushN, bench.IsPowered) = (RunawayN, 0, isPowered);
        bench.Run(1.5);
        bench.AssertBroken(isPowered, Promise.LastingForce);
    }

    /// <summary>The sweeping gripper knocks a ball away, which hovers: one blow of more than a thing may feel.</summary>
    /// <param name="restsSec">Between the last time that somebody moved it and the blow.</param>
    [Theory]
    [InlineData(0, false)]
    [InlineData(0.2, false)]
    [InlineData(0.4, true)]
    public void The_blow_of_meeting_what_somebody_has_just_put_there_is_not_the_robots(double restsSec, bool isBroken)
    {
        using JudgeBench bench = new(output, null, BallInTheWay(isFree: true));
        MeetBall(bench, restsSec, 0.5);
        bench.AssertBroken(isBroken, Promise.TransientForce);
    }

    [Fact]
    public void Pressing_on_against_what_somebody_has_just_put_there_is()
    {
        using JudgeBench bench = new(output, null, BallInTheWay(isFree: false));
        MeetBall(bench, 0, 0.1);
        bench.AssertBroken(Promise.TransientForce);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_shoves_a_robot_that_touches_a_wall_presses_it_there_themselves(bool isTold)
    {
        using JudgeBench bench = new(output, null, JudgeBench.WallAhead(0.001)) { BasePushN = RunawayN, ToldPushN = isTold ? RunawayN : 0 };
        bench.Run(0.5);
        (bench.BasePushN, bench.ToldPushN) = (1400, isTold ? 1400 : 0);
        bench.Run(0.3);
        bench.AssertBroken(!isTold, Promise.TransientForce);
    }

    /// <summary>A ball of 40 kg at the gripper's height, an eighth of a turn on.</summary>
    private static BodyDescription BallInTheWay(bool isFree)
    {
        Pose armBase = JudgeBench.Start.ToPose() * new RobotKinematics(JudgeBench.Robot).ArmBaseInBase(new PlantOptions { Seed = JudgeBench.Seed }.LiftM);
        Vec3 gripper = new ArmKinematics(JudgeBench.Robot).Forward(JudgeBench.Robot.Arm.NominalPosture).Position;
        return new()
        {
            Name = Ball,
            Pose = new(armBase.Transform(Quat.FromYaw(Math.PI / 4).Rotate(gripper)), Quat.Identity),
            Free = isFree,
            GravityCompensated = true,
            Shapes = [new() { Name = $"{Ball}/sphere", Kind = ShapeKind.Sphere, Size = new(0.06, 0, 0), MassKg = 40 }],
        };
    }

    private static void MeetBall(JudgeBench bench, double restsSec, double goesOnSec)
    {
        const double MeetsSec = 0.43;
        bench.SweepRadPerSec = 2;
        bench.ToldMoved = Ball;
        bench.Run(MeetsSec - restsSec);
        bench.ToldMoved = restsSec > 0 ? null : Ball;
        bench.Run(restsSec + goesOnSec);
    }
}
