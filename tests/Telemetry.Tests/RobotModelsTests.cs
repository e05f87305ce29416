using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Foxglove;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Tests;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Telemetry.Tests;

/// <summary>The reference robot as viewers are shown it.</summary>
public sealed class RobotModelsTests
{
    private readonly RobotDescription _robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);

    [Fact]
    public void Its_frames_stand_where_the_kinematics_say()
    {
        RobotModel model = RobotModels.Of(_robot);
        RobotKinematics kinematics = new(_robot);
        RandomStream random = RandomStream.For(11, "robot models");
        for (int trial = 0; trial < 20; trial++)
        {
            double[] q = [.. _robot.ArmJoints.Select(joint => random.Uniform(joint.Low, joint.High))];
            JointStates states = new() { LiftM = random.Uniform(0, 0.4), GripperWidthM = 0.06 };
            states.PositionRad.Add(q);
            JointVector joints = JointVector.From(q);
            AssertSame(kinematics.GripperInBase(joints, states.LiftM), InBase(model, states, _robot.Frames.Gripper));
            AssertSame(kinematics.WristCameraInBase(joints, states.LiftM), InBase(model, states, model.WristCameraFrame));
            AssertSame(kinematics.HeadCameraInBase, InBase(model, states, model.HeadCameraFrame));
            AssertSame(kinematics.LidarInBase, InBase(model, states, model.LidarFrame));
            Vec3 left = InBase(model, states, _robot.LeftFingerJoint.Child).Position;
            Vec3 right = InBase(model, states, _robot.RightFingerJoint.Child).Position;
            Assert.Equal(0.06, left.DistanceTo(right), 9);
        }
    }

    [Fact]
    public void Its_base_is_where_its_localisation_believes()
    {
        IBaseTracker tracker = RobotModels.Of(_robot).Base;
        Assert.Null(tracker.At(Timestamp.FromSeconds(1)));
        tracker.Observe(new Odometry { Header = At(1), XM = 5, YM = 0 });
        tracker.Observe(new PoseEstimate { Header = At(1), XM = 1, YM = 2, YawRad = Math.PI / 2 });
        tracker.Observe(new Odometry { Header = At(2), XM = 6, YM = 0 });
        tracker.Observe(new PoseEstimate { Header = At(2), XM = double.NaN });
        (Pose2 map, Pose2 odometry) = tracker.At(Timestamp.FromSeconds(2))!.Value;
        Pose @base = map.ToPose() * odometry.ToPose();
        Assert.Equal((1.0, 3.0), (Math.Round(@base.Position.X, 9), Math.Round(@base.Position.Y, 9)));
    }

    [Fact]
    public void A_message_without_joints_reads_as_zeros()
    {
        RobotModel model = RobotModels.Of(_robot);
        Assert.All(model.Joints.Where(joint => joint.Read is not null), joint => Assert.Equal(0, joint.Read!(new()).Position));
    }

    private static Pose InBase(RobotModel model, JointStates states, string frame)
    {
        Pose pose = Pose.Identity;
        while (frame != model.BaseFrame)
        {
            ModelJoint joint = model.Joints.Single(j => j.Child == frame);
            pose = joint.ChildAt(joint.Read?.Invoke(states).Position ?? 0) * pose;
            frame = joint.Parent;
        }
        return pose;
    }

    private static void AssertSame(Pose expected, Pose actual)
    {
        Assert.Equal(0, expected.Position.DistanceTo(actual.Position), 9);
        Assert.Equal(0, (expected.Orientation.Inverse() * actual.Orientation).ToRotationVector().Length, 7);
    }

    private static Header At(double seconds) => new() { DataTimeNs = Timestamp.FromSeconds(seconds).Nanoseconds };
}
