using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Motion;
using RoboticsStack.Control.Paths;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using Xunit.Abstractions;

namespace RoboticsStack.Control.Tests;

/// <summary>The arm comes nearer to the robot's own body only as fast as it can stop for, and is otherwise left in peace.</summary>
[Trait("safety", nameof(GateFunction.SelfClearance))]
public sealed class SelfClearanceTests
{
    private const ulong Seed = 11;
    private const double LiftM = 0.1;

    private readonly ITestOutputHelper _output;
    private readonly RobotDescription _robot = ReferenceRobot.Load();
    private readonly RobotKinematics _kinematics;
    private readonly SelfClearance _self;
    private readonly ArmMotion _motion;
    private readonly MotionLimits _limits;

    public SelfClearanceTests(ITestOutputHelper output)
    {
        _output = output;
        _kinematics = new(_robot);
        _self = new(_robot, _kinematics);
        _motion = new(_robot, _kinematics, 8);
        _limits = new LimitBook(_robot).Follow(1, isVesselFull: false);
    }

    [Fact]
    public void Plans_into_the_robots_own_body_stop_at_the_least_distance()
    {
        RandomStream random = new(Seed);
        double nearest = double.PositiveInfinity;
        int into = 0;
        for (int trial = 0; trial < 60; trial++)
        {
            _motion.Sync(ReferenceRobot.Between(_robot.Arm.StowPosture, _robot.Arm.NominalPosture, random.Uniform(0, 1)));
            JointVector goal = default;
            for (int i = 0; i < JointVector.Length; i++)
            {
                goal[i] = random.Uniform(_robot.Arm.PositionLow[i], _robot.Arm.PositionHigh[i]);
            }
            goal[3] = random.Uniform(_robot.Arm.PositionLow[3], -2.4);
            into += _self.Distance(goal, LiftM) < 0 ? 1 : 0;
            Timestamp now = Timestamp.FromSeconds(1);
            _motion.Follow([], [new() { Time = now.AddSeconds(0.5), PositionRad = goal }], now, 0.1, 10);
            for (int n = 0; n < 1000; n++)
            {
                _motion.Step(new(MotionKind.Follow, 1, _limits), LiftM);
                nearest = Math.Min(nearest, _self.Distance(_motion.Position, LiftM));
            }
        }
        _output.WriteLine($"seed {Seed}: {into} of 60 goals lie inside the robot; the arm came within {nearest * 1000:F1} mm");
        Assert.True(into > 10, $"seed {Seed}: only {into} goals lie inside the robot");
        Assert.True(nearest > _robot.Safety.SelfClearance.DistanceM - 0.001, $"seed {Seed}: {nearest * 1000:F1} mm");
    }

    /// <summary>The elbow as reaches that end close before the shoulder leave it: folded, 30 mm from the upper arm.</summary>
    [Fact]
    public void A_folded_arm_still_moves_the_gripper()
    {
        _motion.Sync(JointVector.From([-1.910, 0.991, 1.990, -2.866, -1.572, 2.257, 1.271]));
        double clearance = _self.Distance(_motion.Position, LiftM);
        Assert.InRange(clearance, 0.025, 0.035);
        Pose goal = _motion.Gripper with { Position = _motion.Gripper.Position + new Vec3(-0.015, 0, -0.03) };
        Timestamp now = Timestamp.FromSeconds(1);
        _motion.Follow([new(now.AddSeconds(0.4), goal, 0.1, 10)], [], now, 0.1, 10);
        double nearest = clearance;
        for (int n = 0; n < 500; n++)
        {
            _motion.Step(new(MotionKind.Follow, 1, _limits), LiftM);
            nearest = Math.Min(nearest, _self.Distance(_motion.Position, LiftM));
        }
        double leftM = _motion.Gripper.Position.DistanceTo(goal.Position);
        _output.WriteLine($"from {clearance * 1000:F1} mm by way of {nearest * 1000:F1} mm, {leftM * 1000:F1} mm before the goal after 1 s");
        Assert.True(nearest < clearance - 0.002, "the goal should lie nearer to the body than the start");
        Assert.True(leftM < 0.003, $"{leftM * 1000:F1} mm before the goal");
    }
}
