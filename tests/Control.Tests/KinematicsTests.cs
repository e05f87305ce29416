using FsCheck;
using FsCheck.Fluent;
using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using Xunit.Abstractions;

namespace RoboticsStack.Control.Tests;

public sealed class KinematicsTests(ITestOutputHelper output)
{
    private static readonly RobotDescription Robot = ReferenceRobot.Load();
    private static readonly RobotKinematics Kinematics = new(Robot);
    private static readonly ArmKinematics Arm = Kinematics.Arm;

    [Fact]
    public void The_straight_arm_stands_where_hand_arithmetic_puts_it()
    {
        // All joints zero: the shoulder-to-wrist column is vertical, the wrist offset points forward, the flange looks down.
        // Flange: x = 0.0825 - 0.0825 + 0.088, z = 0.333 + 0.316 + 0.384 - 0.107. The gripper is 0.13 m along its approach from a
        // point 0.03 m below that; the approach is the flange axis (down) turned 60 degrees towards the flange's x (forward).
        Pose gripper = Arm.Forward(default);
        double sin = Math.Sin(Math.PI / 3);
        Assert.True(gripper.Position.DistanceTo(new(0.088 + 0.13 * sin, 0, 0.926 - 0.03 - 0.13 * 0.5)) < 1e-6);
        Assert.True(gripper.Orientation.AxisX.DistanceTo(new(sin, 0, -0.5)) < 1e-9);
    }

    [Fact]
    public void The_first_joint_turns_the_whole_arm_about_the_vertical()
    {
        JointVector q = Robot.Arm.NominalPosture;
        Pose before = Arm.Forward(q);
        q[0] += 0.5;
        Pose after = Arm.Forward(q);
        Assert.True(after.Position.DistanceTo(Quat.FromYaw(0.5).Rotate(before.Position)) < 1e-12);
    }

    [Fact]
    public void The_jacobian_is_the_derivative_of_the_pose() => CheckPosture(q =>
    {
        const double Step = 1e-6;
        double[] jacobian = new double[ArmKinematics.JacobianLength];
        Pose pose = Arm.Forward(q, jacobian);
        for (int i = 0; i < ArmKinematics.Joints; i++)
        {
            JointVector moved = q;
            moved[i] += Step;
            Pose after = Arm.Forward(moved);
            JointVector unit = default;
            unit[i] = 1;
            Twist twist = ArmKinematics.ToTwist(jacobian, unit);
            Vec3 angular = (after.Orientation * pose.Orientation.Inverse()).ToRotationVector() / Step;
            if (twist.Linear.DistanceTo((after.Position - pose.Position) / Step) > 1e-5 || twist.Angular.DistanceTo(angular) > 1e-5)
            {
                return false;
            }
        }
        return true;
    });

    [Fact]
    public void Every_pose_that_a_nearby_posture_takes_is_found_again_by_inverse_kinematics()
    {
        GlobalIk ik = new(Robot, Arm);
        RandomStream random = RandomStream.For(7, "ik round trip");
        int found = 0;
        const int Tries = 300;
        for (int n = 0; n < Tries; n++)
        {
            JointVector q = Robot.Arm.NominalPosture;
            for (int i = 0; i < ArmKinematics.Joints; i++)
            {
                q[i] = Math.Clamp(q[i] + random.Uniform(-0.5, 0.5), Robot.Arm.PositionLow[i], Robot.Arm.PositionHigh[i]);
            }
            Pose pose = Arm.Forward(q);
            if (ik.TrySolve(pose, Robot.Arm.NominalPosture, out JointVector solved))
            {
                found++;
                Assert.True(Arm.Forward(solved).Position.DistanceTo(pose.Position) < 1e-3);
            }
        }
        output.WriteLine($"found {found} of {Tries}");
        Assert.True(found > 0.97 * Tries);
    }

    [Fact]
    public void A_pose_out_of_reach_is_refused()
    {
        GlobalIk ik = new(Robot, Arm);
        Assert.False(ik.TrySolve(new(new(1.6, 0, 0.3), Quat.Identity), Robot.Arm.NominalPosture, out _));
        Assert.False(ik.TrySolve(new(new(double.NaN, 0, 0.3), Quat.Identity), Robot.Arm.NominalPosture, out _));
    }

    [Fact]
    public void The_level_gripper_covers_the_workspace_in_front_of_the_robot()
    {
        GlobalIk ik = new(Robot, Arm);
        SelfClearance self = new(Robot, Kinematics);
        int total = 0, reached = 0, clear = 0;
        foreach (double x in (double[])[0.35, 0.45, 0.55, 0.65, 0.75])
        {
            foreach (double y in (double[])[-0.3, -0.15, 0, 0.15, 0.3])
            {
                foreach (double z in (double[])[0.05, 0.15, 0.25, 0.35, 0.45, 0.55])
                {
                    foreach (double yaw in (double[])[-1.05, -0.5, 0, 0.5, 1.05])
                    {
                        total++;
                        if (ik.TrySolve(new(new(x, y, z), Quat.FromYaw(yaw)), Robot.Arm.NominalPosture, out JointVector q))
                        {
                            reached++;
                            clear += self.Distance(q, 0.2) > Robot.Safety.SelfClearance.DistanceM ? 1 : 0;
                        }
                    }
                }
            }
        }
        output.WriteLine($"reached {reached} of {total}, {clear} clear of the robot itself");
        Assert.True(reached > 0.9 * total);
        Assert.True(clear > 0.88 * total);
    }

    [Fact]
    public void Differential_inverse_kinematics_follows_a_straight_line_without_leaving_the_limits()
    {
        DifferentialIk ik = new(Robot, Arm);
        JointVector q = Robot.Arm.NominalPosture;
        Pose start = Arm.Forward(q);
        const double Dt = 0.002;
        double worst = 0;
        for (int n = 0; n <= 1000; n++)
        {
            double share = n / 1000.0;
            Pose target = new(start.Position + new Vec3(0.1, 0.15, 0.2) * share, Quat.FromYaw(0.6 * share) * start.Orientation);
            Pose pose = Arm.Forward(q);
            Vec3 error = target.Position - pose.Position;
            worst = Math.Max(worst, error.Length);
            Vec3 turn = (target.Orientation * pose.Orientation.Inverse()).ToRotationVector();
            ik.Solve(q, new(error * 20 + new Vec3(0.05, 0.075, 0.1), turn * 20 + new Vec3(0, 0, 0.3)), out JointVector velocity);
            for (int i = 0; i < ArmKinematics.Joints; i++)
            {
                q[i] += velocity[i] * Dt;
                Assert.InRange(q[i], Robot.Arm.PositionLow[i], Robot.Arm.PositionHigh[i]);
            }
        }
        output.WriteLine($"worst position error {worst * 1000:F2} mm");
        Assert.True(worst < 0.001);
    }

    [Fact]
    public void The_stowed_arm_stays_over_the_base_and_unfolds_without_touching_the_robot()
    {
        SelfClearance self = new(Robot, Kinematics);
        JointVector nominal = Robot.Arm.NominalPosture;
        JointVector stow = Robot.Arm.StowPosture;
        Assert.True(self.SweptRadius(stow) < 0.28);
        foreach (double lift in (double[])[0, 0.25, 0.5])
        {
            for (int k = 0; k <= 40; k++)
            {
                JointVector q = ReferenceRobot.Between(stow, nominal, k / 40.0);
                Assert.True(self.Distance(q, lift) > 0.02, $"lift {lift}, share {k / 40.0}: {self.Distance(q, lift):F3} m");
            }
        }
    }

    [Fact]
    public void Frames_hang_where_the_description_puts_them()
    {
        JointVector q = Robot.Arm.NominalPosture;
        Assert.True(Kinematics.ArmBaseInBase(0.2).Position.DistanceTo(new(0.12, 0, 0.70)) < 1e-12);
        Pose gripper = Kinematics.GripperInBase(q, 0.2);
        Pose camera = Kinematics.WristCameraInBase(q, 0.2);
        Assert.True((gripper.Inverse() * camera).Position.DistanceTo(new(-0.11, 0, 0.075)) < 1e-9);
        Assert.Equal(-Math.Sin(20 * Math.PI / 180), (gripper.Inverse() * camera).Orientation.AxisX.Z, 9);
        Assert.Equal(-0.5, Kinematics.HeadCameraInBase.Orientation.AxisX.Z, 9);
        Assert.Equal(0.18, Kinematics.LidarInBase.Position.Z, 9);
    }

    private static void CheckPosture(Func<JointVector, bool> property) =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                RandomStream random = RandomStream.For((ulong)seed, "posture");
                JointVector q = default;
                for (int i = 0; i < ArmKinematics.Joints; i++)
                {
                    q[i] = random.Uniform(Robot.Arm.PositionLow[i], Robot.Arm.PositionHigh[i]);
                }
                return property(q);
            }));
}
