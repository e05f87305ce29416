using RoboticsStack.Core.Geometry;
using RoboticsStack.Faults;
using RoboticsStack.Scenes;
using Xunit.Abstractions;
using GateMode = RoboticsStack.Safety.GateMode;

namespace RoboticsStack.Sim.Tests.Judging;

/// <summary>True motion: what excuses it, and that nothing else does.</summary>
public sealed class MotionJudgeTests(ITestOutputHelper output)
{
    private const int Wrist = 6;

    [Theory]
    [InlineData(0, false, true)]
    [InlineData(5, false, true)]
    [InlineData(50, false, false)]
    [InlineData(0, true, false)]
    public void A_gripper_that_is_too_fast_is_excused_by_a_firm_touch_or_a_faulty_drive_alone(double pushN, bool isDeaf, bool isBroken)
    {
        using JudgeBench bench = new(output) { ToldPushN = pushN, IsDeaf = isDeaf, SweepRadPerSec = 1.2 };
        bench.Run(0.4);
        bench.AssertBroken(isBroken, Promise.TrueGripperSpeed);
        bench.AssertKept(Promise.GripperSpeedUnasked);
    }

    [Theory]
    [InlineData(50, false, true)]
    [InlineData(0, true, true)]
    [InlineData(0, false, false)]
    public void No_touch_and_no_faulty_drive_excuses_more_than_things_spring_back_with(double pushN, bool isDeaf, bool isBroken)
    {
        using JudgeBench bench = new(output) { ToldPushN = pushN, IsDeaf = isDeaf, SweepRadPerSec = 3.2 };
        bench.Run(0.5);
        bench.AssertBroken(isBroken, Promise.GripperSpeedUnasked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_arm_that_somebody_flings_is_not_to_blame_for_its_speed(bool isTold)
    {
        const double FlingN = 500;
        using JudgeBench bench = new(output) { IsDeaf = true, ToldPushN = isTold ? FlingN : 0 };
        bench.Run(0.12, () => bench.Plant.World.SetExternalForce(bench.Plant.TrueRobot.Gripper, new(0, FlingN, 0)));
        bench.AssertBroken(!isTold, Promise.GripperSpeedUnasked);
    }

    [Fact]
    public void A_thing_in_the_hand_is_no_excuse()
    {
        const string Held = "held";
        using JudgeBench bench = new(output, null, new BodyDescription
        {
            Name = Held,
            Free = true,
            Shapes = [new() { Name = $"{Held}/box", Kind = ShapeKind.Box, Size = new(0.015, 0.039, 0.02), MassKg = 0.3, Collision = CollisionGroup.Movable }],
        });
        bench.Plant.World.SetFreePose(bench.Plant.World.FindBody(Held), bench.Plant.World.GetPose(bench.Plant.TrueRobot.Gripper));
        (bench.Setpoint.GripperWidthM, bench.Setpoint.GripperForceN) = (0.05, 30);
        bench.Run(0.8);
        bench.SweepRadPerSec = 1.2;
        bench.Run(0.4);
        Assert.True(bench.Plant.AreBothPadsTouching, "the box was lost");
        bench.AssertBroken(Promise.TrueGripperSpeed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(50)]
    public void A_joint_that_its_drive_turns_too_fast_is_to_blame_whoever_touches_it(double pushN)
    {
        using JudgeBench bench = new(output) { ToldPushN = pushN };
        bench.Run(0.4, () => bench.Setpoint.VelocityRadPerSec[Wrist] = Math.Max(-6, bench.Setpoint.VelocityRadPerSec[Wrist] - 0.1));
        bench.AssertBroken(Promise.TrueJointVelocity);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_joint_that_somebody_twists_is_not_to_blame(bool isTold)
    {
        const double EachN = 200, ArmM = 0.1;
        using JudgeBench bench = new(output) { ToldPushN = isTold ? 2 * EachN : 0 };
        IPhysicsWorld world = bench.Plant.World;
        BodyHandle gripper = bench.Plant.TrueRobot.Gripper;
        bench.Run(0.15, () =>
        {
            Pose at = world.GetPose(gripper);
            Vec3 side = at.Orientation.Rotate(Vec3.UnitY) * ArmM, force = at.Orientation.Rotate(Vec3.UnitZ) * EachN;
            world.SetExternalForce(gripper, Vec3.Zero);
            world.AddExternalForce(gripper, -force, at.Position + side);
            world.AddExternalForce(gripper, force, at.Position - side);
        });
        bench.AssertBroken(!isTold, Promise.TrueJointVelocity);
    }

    [Theory]
    [InlineData(GateMode.Active, 0, false, true)]
    [InlineData(GateMode.Hold, 0, false, true)]
    [InlineData(GateMode.ControlledStop, 0, false, true)]
    [InlineData(GateMode.Active, 5, false, true)]
    [InlineData(GateMode.Engaging, 0, false, false)]
    [InlineData(GateMode.Active, 50, false, false)]
    [InlineData(GateMode.Active, 0, true, false)]
    public void A_setpoint_that_jumps_shows_in_the_rate_of_the_torque(GateMode mode, double pushN, bool isDeaf, bool isBroken)
    {
        using JudgeBench bench = new(output) { Mode = mode, ToldPushN = pushN, IsDeaf = isDeaf };
        bench.Run(0.05);
        bench.Setpoint.PositionRad[0] += 0.05;
        bench.Run(0.05);
        bench.AssertBroken(isBroken, Promise.TorqueRate);
    }

    [Theory]
    [InlineData(GateMode.Active, true, true)]
    [InlineData(GateMode.Hold, true, true)]
    [InlineData(GateMode.ControlledStop, true, false)]
    [InlineData(GateMode.Active, false, false)]
    public void A_gate_that_lets_a_joint_with_a_closed_brake_disobey_breaks_its_promise(GateMode mode, bool isDeaf, bool isBroken)
    {
        using JudgeBench bench = new(output) { Mode = mode, IsDeaf = isDeaf, SweepRadPerSec = 0.5 };
        bench.Plant.TrueRobot.Faults.Brake(0, bench.Plant.TrueRobot.GetArmPosition(0));
        bench.Run(0.5);
        bench.AssertBroken(isBroken, Promise.DisobedienceTime);
    }

    [Theory]
    [InlineData(0.05, false)]
    [InlineData(0.2, true)]
    public void A_gate_that_stops_soon_after_the_wheels_disobey_keeps_its_promise(double afterSec, bool isBroken)
    {
        using JudgeBench bench = new(output) { IsDeaf = true };
        bench.Plant.TrueRobot.Faults.WheelShare = 0;
        bench.Setpoint.BaseVxMPerSec = 0.3;
        bench.Run(afterSec);
        bench.Mode = GateMode.PowerOff;
        bench.Run(0.2);
        Assert.True(bench.Worst(Promise.DisobedienceTime) > 0);
        bench.AssertBroken(isBroken, Promise.DisobedienceTime);
    }
}
