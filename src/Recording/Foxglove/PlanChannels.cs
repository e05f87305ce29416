using Google.Protobuf;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Recording.Foxglove;

/// <summary>The gripper's way as the latest replan planned it, and as the physics check expects it.</summary>
internal static class PlanChannels
{
    public static void Convert(ReplanReport message, Action<string, IMessage> write)
    {
        long timeNs = message.Header?.DataTimeNs ?? 0;
        write(FoxgloveTopics.PlannedPath, PathOf(message.PlannedPathInMap, timeNs));
        write(FoxgloveTopics.PhysicsPath, PathOf(message.PhysicsPathInMap, timeNs));
    }

    private static Schemas.PosesInFrame PathOf(IEnumerable<Vector3> points, long timeNs)
    {
        Schemas.PosesInFrame path = new() { Timestamp = timeNs.ToTimestamp(), FrameId = Conversions.MapFrame };
        path.Poses.AddRange(points.Select(point => new Pose(point.ToCore(), Quat.Identity).ToFoxglove()));
        return path;
    }
}
