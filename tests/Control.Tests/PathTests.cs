using RoboticsStack.Control.Paths;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Control.Tests;

public sealed class PathTests
{
    [Fact]
    public void A_gripper_path_passes_its_knots_without_jumps_in_velocity_and_ends_at_rest()
    {
        GripperPath path = new(5);
        double[] times = [0, 0.1, 0.2, 0.35, 0.5];
        double[] heights = [0.1, 0.12, 0.15, 0.16, 0.12];
        for (int i = 0; i < times.Length; i++)
        {
            path.Add(Timestamp.FromSeconds(3 + times[i]), new(new(0.5, 0, heights[i]), Quat.FromYaw(0.2 * i)), 0.1 - 0.01 * i, 5 * i);
        }
        path.Finish(new Vec3(0, 0, 0.1));
        for (int i = 0; i < times.Length; i++)
        {
            GripperSample sample = path.At(times[i]);
            Assert.Equal(heights[i], sample.Pose.Position.Z, 9);
            Assert.Equal(0.2 * i, sample.Pose.Orientation.Yaw, 9);
            Assert.Equal(0.1 - 0.01 * i, sample.WidthM, 9);
        }
        double before = path.At(0).Velocity.Linear.Z;
        Assert.Equal(0.1, before, 9);
        for (double t = 0.001; t < 0.6; t += 0.001)
        {
            GripperSample sample = path.At(t);
            Assert.True(Math.Abs(sample.Velocity.Linear.Z - before) < 0.03);
            Assert.Equal((path.At(t + 1e-6).Pose.Position.Z - sample.Pose.Position.Z) / 1e-6, sample.Velocity.Linear.Z, 3);
            before = sample.Velocity.Linear.Z;
        }
        Assert.Equal(default, path.At(9).Velocity);
    }

    [Fact]
    public void A_path_between_equal_heights_does_not_overshoot_them()
    {
        GripperPath path = new(4);
        double[] heights = [0.1, 0.1, 0.3, 0.3];
        for (int i = 0; i < heights.Length; i++)
        {
            path.Add(Timestamp.FromSeconds(0.1 * i), new(new(0, 0, heights[i]), Quat.Identity), 0, 0);
        }
        path.Finish(Vec3.Zero);
        for (double t = 0; t < 0.3; t += 0.002)
        {
            Assert.InRange(path.At(t).Pose.Position.Z, 0.1 - 1e-9, 0.3 + 1e-9);
        }
    }

    [Fact]
    public void A_joint_path_passes_its_knots_and_refuses_knots_out_of_order()
    {
        JointPath path = new(3);
        JointVector end = default;
        end[3] = -1;
        path.Add(Timestamp.FromSeconds(1), default);
        Assert.Throws<ArgumentException>(() => path.Add(Timestamp.FromSeconds(1), end));
        path.Add(Timestamp.FromSeconds(2), end);
        path.Finish(default);
        path.At(0.5, out JointVector middle, out JointVector velocity);
        Assert.Equal(-0.5, middle[3], 9);
        Assert.Equal(-1.5, velocity[3], 9);
        path.At(1, out JointVector last, out JointVector rest);
        Assert.Equal(-1, last[3], 9);
        Assert.Equal(0, rest[3]);
    }
}
