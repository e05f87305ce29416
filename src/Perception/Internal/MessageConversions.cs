using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Perception;

/// <summary>From the wire's types to the core's. A missing part reads as not a number, so that the finite check refuses it.</summary>
internal static class MessageConversions
{
    public static Timestamp DataTime(this Header? header) => new(header?.DataTimeNs ?? 0);

    public static Vec3 ToVec3(this Vector3? v) => v is null ? new(double.NaN, double.NaN, double.NaN) : new(v.X, v.Y, v.Z);

    public static Pose ToPose(this Messaging.V1.Pose? pose)
    {
        if (pose?.Position is null || pose.Orientation is null)
        {
            return new(new(double.NaN, double.NaN, double.NaN), Quat.Identity);
        }
        Quaternion q = pose.Orientation;
        return new(pose.Position.ToVec3(), new Quat(q.W, q.X, q.Y, q.Z).Normalized());
    }
}
