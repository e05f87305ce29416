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

/// <summary>Joints that brake each for itself turn the gripper's velocity, and may raise it: not above its limit.</summary>
[Trait("safety", nameof(GateFunction.CartesianSpeed))]
public sealed class ArmMotionSpeedTests(ITestOutputHelper output)
{
    private const ulong Seed = 5;

    [Fact]
    public void Braking_from_any_motion_makes_the_gripper_no_faster_than_its_limit()
    {
        RobotDescription robot = ReferenceRobot.Load();
        RobotKinematics kinematics = new(robot);
        ArmMotion motion = new(robot, kinematics, 8);
        MotionLimits limits = new LimitBook(robot).Stop(isVesselFull: false);
        RandomStream random = new(Seed);
        double[] jacobian = new double[ArmKinematics.JacobianLength];
        double fastest = 0;
        for (int trial = 0; trial < 500; trial++)
        {
            JointVector position = Near(robot.Arm.NominalPosture, 0.5, random), velocity = Near(default, 1.5, random);
            kinematics.Arm.Forward(position, jacobian);
            double share = limits.GripperSpeed / ArmKinematics.ToTwist(jacobian, velocity).Linear.Length;
            for (int joint = 0; joint < JointVector.Length; joint++)
            {
                share = Math.Min(share, robot.Arm.OperatingVelocity[joint] / Math.Abs(velocity[joint]));
            }
            for (int joint = 0; joint < JointVector.Length; joint++)
            {
                velocity[joint] *= share;
            }
            motion.Sync(position, velocity);
            for (int n = 0; n < 200 && !motion.IsAtRest; n++)
            {
                Vec3 before = motion.Gripper.Position;
                motion.Step(new(MotionKind.Brake, 0, limits), 0.1);
                fastest = Math.Max(fastest, motion.Gripper.Position.DistanceTo(before) / robot.Safety.CycleSec);
            }
            Assert.True(motion.IsAtRest, $"seed {Seed}, trial {trial}: still moving after 0.4 s");
        }
        output.WriteLine($"seed {Seed}: up to {fastest:F3} m/s");
        Assert.InRange(fastest, 0.9 * limits.GripperSpeed, 1.03 * limits.GripperSpeed);
    }

    /// <summary>Drives that lag behind an acceleration and catch up when it ends (4 kg m² on 6000 Nm/rad, damped by 240 Nm·s/rad): the true speed stays within the limit and UR's 50 mm/s.</summary>
    [Fact]
    public void Drives_that_catch_up_make_the_gripper_no_faster_than_its_limit_and_a_servos_tolerance()
    {
        const double stiffness = 6000.0 / 4, damping = 240.0 / 4, toleranceMPerSec = 0.05;
        RobotDescription robot = ReferenceRobot.Load();
        RobotKinematics kinematics = new(robot);
        ArmMotion motion = new(robot, kinematics, 8);
        MotionLimits limits = new LimitBook(robot).Follow(1, isVesselFull: false);
        RandomStream random = new(Seed);
        double[] jacobian = new double[ArmKinematics.JacobianLength];
        double dt = robot.Safety.CycleSec, fastest = 0, fastestCommanded = 0;
        for (int trial = 0; trial < 100; trial++)
        {
            JointVector position = Near(robot.Arm.NominalPosture, 0.4, random), velocity = default;
            motion.Sync(position);
            Timestamp now = Timestamp.FromSeconds(1);
            for (int plan = 0; plan < 3; plan++)
            {
                JointKnot far = new() { Time = now.AddSeconds(0.05), PositionRad = Near(robot.Arm.NominalPosture, 0.8, random) };
                motion.Follow([], [far], now, 0.1, 10);
                for (int n = 0; n < 100; n++)
                {
                    motion.Step(new(MotionKind.Follow, 1, limits), 0.1);
                    now = now.AddSeconds(dt);
                    for (int joint = 0; joint < JointVector.Length; joint++)
                    {
                        velocity[joint] += dt * (stiffness * (motion.Position[joint] - position[joint]) + damping * (motion.Velocity[joint] - velocity[joint]));
                        position[joint] += dt * velocity[joint];
                    }
                    kinematics.Arm.Forward(position, jacobian);
                    fastest = Math.Max(fastest, ArmKinematics.ToTwist(jacobian, velocity).Linear.Length);
                    kinematics.Arm.Forward(motion.Position, jacobian);
                    fastestCommanded = Math.Max(fastestCommanded, ArmKinematics.ToTwist(jacobian, motion.Velocity).Linear.Length);
                }
            }
        }
        output.WriteLine($"seed {Seed}: commanded up to {fastestCommanded:F3} m/s, driven up to {fastest:F3} m/s");
        Assert.InRange(fastestCommanded, 0.95 * limits.GripperSpeed, robot.Safety.Cartesian.SpeedMPerSec);
        Assert.True(fastest < limits.GripperSpeed + toleranceMPerSec, $"seed {Seed}: {fastest:F3} m/s");
    }

    private static JointVector Near(in JointVector middle, double half, RandomStream random)
    {
        JointVector vector = middle;
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            vector[joint] += random.Uniform(-half, half);
        }
        return vector;
    }
}
