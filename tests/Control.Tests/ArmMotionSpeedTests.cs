using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Motion;
using RoboticsStack.Control.Paths;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using Xunit.Abstractions;

namespace RoboticsStack.Control.Tests;

/// <summary>However joint plans change their mind, the gripper's setpoint keeps its speed limit.</summary>
[Trait("safety", nameof(GateFunction.CartesianSpeed))]
public sealed class ArmMotionSpeedTests(ITestOutputHelper output)
{
    private const ulong Seed = 5;

    [Fact]
    public void Joints_that_brake_do_not_make_the_gripper_faster_than_its_limit()
    {
        RobotDescription robot = ReferenceRobot.Load();
        ArmMotion motion = new(robot, new RobotKinematics(robot), 8);
        motion.Sync(robot.Arm.NominalPosture);
        MotionLimits limits = new LimitBook(robot).Follow(1, isVesselFull: false);
        RandomStream random = new(Seed);
        JointKnot[] knots = new JointKnot[8];
        double fastest = 0;
        for (int n = 0; n < 20000; n++)
        {
            Timestamp now = Timestamp.FromSeconds(1 + n * robot.Safety.CycleSec);
            if (n % 50 == 0)
            {
                for (int i = 0; i < knots.Length; i++)
                {
                    knots[i] = new() { Time = now.AddSeconds(0.06 + 0.05 * i), PositionRad = Anywhere(robot, random) };
                }
                motion.Follow([], knots, now, 0.05, 10);
            }
            var before = motion.Gripper.Position;
            motion.Step(new(MotionKind.Follow, 1, limits), 0.1);
            fastest = Math.Max(fastest, motion.Gripper.Position.DistanceTo(before) / robot.Safety.CycleSec);
        }
        output.WriteLine($"seed {Seed}: up to {fastest:F3} m/s");
        Assert.InRange(fastest, 0.9 * limits.GripperSpeed, 1.02 * robot.Safety.Cartesian.SpeedMPerSec);
    }

    private static JointVector Anywhere(RobotDescription robot, RandomStream random)
    {
        JointVector position = default;
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            position[joint] = random.Uniform(robot.Arm.PositionLow[joint], robot.Arm.PositionHigh[joint]);
        }
        return position;
    }
}
