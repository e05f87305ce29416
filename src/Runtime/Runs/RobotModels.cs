using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;
using RoboticsStack.Recording.Foxglove;
using RoboticsStack.Recording.Report;

namespace RoboticsStack.Runtime.Runs;

/// <summary>A described robot as viewers want to know it.</summary>
public static class RobotModels
{
    private static readonly float[] Colour = [0.85f, 0.87f, 0.90f, 1];

    /// <summary>Localised as the brain localises it, from the same messages.</summary>
    public static RobotModel Of(RobotDescription robot) => new()
    {
        BaseFrame = robot.Frames.Base,
        LidarFrame = robot.Frames.Lidar,
        HeadCameraFrame = robot.Frames.HeadCamera,
        WristCameraFrame = robot.Frames.WristCamera,
        Joints = [.. robot.Joints.Select(joint => new ModelJoint(
            joint.Name, joint.Parent, joint.Child, joint.ChildInParent, joint.Axis, joint.Kind == RobotJointKind.Revolute, ReaderOf(joint, robot)))],
        Links = [.. robot.Links.Select(link => new ModelLink(link.Name, [.. link.Collision.Select(Convert)]))],
        Base = new BelievedBase(),
    };

    private static Func<JointStates, JointReading>? ReaderOf(RobotJoint joint, RobotDescription robot)
    {
        if (joint.Kind == RobotJointKind.Fixed)
        {
            return null;
        }
        if (joint == robot.LiftJoint)
        {
            return states => new(states.LiftM, states.LiftVelocityMPerSec, 0);
        }
        if (joint == robot.LeftFingerJoint || joint == robot.RightFingerJoint)
        {
            return states => new(states.GripperWidthM / 2, states.GripperVelocityMPerSec / 2, states.GripperForceN);
        }
        int i = robot.ArmJoints.ToList().IndexOf(joint);
        return states => new(At(states.PositionRad), At(states.VelocityRadPerSec), At(states.TorqueNm));

        // A message may hold anything; what it lacks reads as zero.
        double At(IList<double> values) => i >= 0 && i < values.Count ? values[i] : 0;
    }

    private static ReplayShape Convert(LinkShape shape) => new(
        shape.Kind switch
        {
            LinkShapeKind.Box => ReplayShapeKind.Box,
            LinkShapeKind.Cylinder => ReplayShapeKind.Cylinder,
            LinkShapeKind.Capsule => ReplayShapeKind.Capsule,
            _ => ReplayShapeKind.Sphere,
        },
        shape.Size, shape.PoseInLink, Colour);

    private sealed class BelievedBase : IBaseTracker
    {
        private readonly Localisation _localisation = new();

        public void Observe(Odometry message)
        {
            if (message.Header is not null && double.IsFinite(message.XM + message.YM + message.YawRad + message.VxMPerSec + message.VyMPerSec + message.YawRateRadPerSec))
            {
                _localisation.Observe(message);
            }
        }

        public void Observe(PoseEstimate message)
        {
            if (message.Header is not null && double.IsFinite(message.XM + message.YM + message.YawRad))
            {
                _localisation.Observe(message);
            }
        }

        public (Pose2 OdometryInMap, Pose2 BaseInOdometry)? At(Timestamp time) =>
            _localisation.IsLocalised ? (_localisation.OdometryInMap, _localisation.BaseInOdometryAt(time)) : null;
    }
}
