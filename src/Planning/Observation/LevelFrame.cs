using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Planning.Observation;

/// <summary>
/// A frame whose z axis is vertical: the gripper frame as the world model sees it. Manipulation keeps the gripper level, so what a
/// measured pose tilts is an error of tracking and is left out.
/// </summary>
public readonly record struct LevelFrame(Vec3 Origin, double YawRad)
{
    public static LevelFrame Of(Pose pose) => new(pose.Position, pose.Orientation.Yaw);

    public Pose ToPose() => new(Origin, Quat.FromYaw(YawRad));

    public Vec3 ToLocalPoint(Vec3 point) => ToLocalDirection(point - Origin);

    public Vec3 ToLocalDirection(Vec3 direction)
    {
        (double sin, double cos) = Math.SinCos(YawRad);
        return new(cos * direction.X + sin * direction.Y, cos * direction.Y - sin * direction.X, direction.Z);
    }

    public Vec3 FromLocalDirection(Vec3 direction)
    {
        (double sin, double cos) = Math.SinCos(YawRad);
        return new(cos * direction.X - sin * direction.Y, sin * direction.X + cos * direction.Y, direction.Z);
    }

    public Vec3 FromLocalPoint(Vec3 point) => Origin + FromLocalDirection(point);
}
