using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>Where the gripper is commanded to be at one instant, level, in arm_base.</summary>
public readonly record struct GripperWaypoint(Timestamp Time, Vec3 Position, double YawRad, double WidthM, double ForceN)
{
    public Pose PoseInArmBase => new(Position, Quat.FromYaw(YawRad));

    public ArmPoint ToMessage()
    {
        Quat q = Quat.FromYaw(YawRad);
        return new ArmPoint
        {
            TimeNs = Time.Nanoseconds,
            GripperInArmBase = new()
            {
                Position = new() { X = Position.X, Y = Position.Y, Z = Position.Z },
                Orientation = new() { W = q.W, X = q.X, Y = q.Y, Z = q.Z },
            },
            GripperWidthM = WidthM,
            GripperForceN = ForceN,
        };
    }

    /// <summary>Straight between two waypoints, by the shorter way round; the force is that of the later one.</summary>
    public static GripperWaypoint Interpolate(GripperWaypoint a, GripperWaypoint b, Timestamp time)
    {
        double span = b.Time.SecondsSince(a.Time);
        double t = span > 0 ? Math.Clamp(time.SecondsSince(a.Time) / span, 0, 1) : 1;
        return new(
            time, Vec3.Lerp(a.Position, b.Position, t), Angle.Wrap(a.YawRad + t * Angle.Difference(b.YawRad, a.YawRad)),
            a.WidthM + t * (b.WidthM - a.WidthM), b.ForceN);
    }
}
