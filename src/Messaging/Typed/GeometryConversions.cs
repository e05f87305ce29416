using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Messaging.Typed;

/// <summary>Between the geometry of the core and that of the messages. Absent parts read as zero and identity.</summary>
public static class GeometryConversions
{
    public static V1.Vector3 ToMessage(this Vec3 v) => new() { X = v.X, Y = v.Y, Z = v.Z };

    public static V1.Quaternion ToMessage(this Quat q) => new() { W = q.W, X = q.X, Y = q.Y, Z = q.Z };

    public static V1.Pose ToMessage(this Pose p) => new() { Position = p.Position.ToMessage(), Orientation = p.Orientation.ToMessage() };

    public static Vec3 ToCore(this V1.Vector3? v) => v is null ? Vec3.Zero : new(v.X, v.Y, v.Z);

    public static Quat ToCore(this V1.Quaternion? q) => q is null ? Quat.Identity : new(q.W, q.X, q.Y, q.Z);

    public static Pose ToCore(this V1.Pose? p) => p is null ? Pose.Identity : new(p.Position.ToCore(), p.Orientation.ToCore());

    /// <summary>Writes into <paramref name="target"/> in place of making a new message.</summary>
    public static void CopyTo(this Pose pose, V1.Pose target)
    {
        pose.Position.CopyTo(target.Position ??= new());
        V1.Quaternion orientation = target.Orientation ??= new();
        orientation.W = pose.Orientation.W;
        orientation.X = pose.Orientation.X;
        orientation.Y = pose.Orientation.Y;
        orientation.Z = pose.Orientation.Z;
    }

    /// <inheritdoc cref="CopyTo(Pose, V1.Pose)"/>
    public static void CopyTo(this Vec3 v, V1.Vector3 target)
    {
        target.X = v.X;
        target.Y = v.Y;
        target.Z = v.Z;
    }
}
