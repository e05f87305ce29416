using Google.Protobuf.WellKnownTypes;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Recording.Foxglove;

/// <summary>From the core's geometry and times to Foxglove's.</summary>
internal static class Conversions
{
    public const string MapFrame = "map";

    private const long NanosecondsPerSecond = 1_000_000_000;

    public static Timestamp ToTimestamp(this long nanoseconds)
    {
        (long seconds, long rest) = Math.DivRem(nanoseconds, NanosecondsPerSecond);
        return rest < 0 ? new() { Seconds = seconds - 1, Nanos = (int)(rest + NanosecondsPerSecond) } : new() { Seconds = seconds, Nanos = (int)rest };
    }

    public static Schemas.Vector3 ToFoxglove(this Vec3 v) => new() { X = v.X, Y = v.Y, Z = v.Z };

    public static Schemas.Quaternion ToFoxglove(this Quat q) => new() { X = q.X, Y = q.Y, Z = q.Z, W = q.W };

    public static Schemas.Pose ToFoxglove(this Pose pose) => new() { Position = pose.Position.ToFoxglove(), Orientation = pose.Orientation.ToFoxglove() };

    public static Schemas.Pose At(double x, double y, double z) => new Pose(new(x, y, z), Quat.Identity).ToFoxglove();

    public static Schemas.Color Rgba(double r, double g, double b, double a = 1) => new() { R = r, G = g, B = b, A = a };

    public static Schemas.FrameTransform ToTransform(string parent, string child) => new()
    {
        ParentFrameId = parent,
        ChildFrameId = child,
        Translation = Vec3.Zero.ToFoxglove(),
        Rotation = Quat.Identity.ToFoxglove(),
    };

    /// <summary>Writes into the transform's own objects: transforms are the most frequent channel.</summary>
    public static void Set(this Schemas.FrameTransform transform, Timestamp time, Pose childInParent)
    {
        transform.Timestamp = time;
        (transform.Translation.X, transform.Translation.Y, transform.Translation.Z) = (childInParent.Position.X, childInParent.Position.Y, childInParent.Position.Z);
        Quat q = childInParent.Orientation;
        (transform.Rotation.X, transform.Rotation.Y, transform.Rotation.Z, transform.Rotation.W) = (q.X, q.Y, q.Z, q.W);
    }
}
