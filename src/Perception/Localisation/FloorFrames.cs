using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Perception;

/// <summary>Composition of poses on the floor.</summary>
public static class FloorFrames
{
    /// <summary>(A from B) then (B from C): (A from C).</summary>
    public static Pose2 Then(this Pose2 a, Pose2 b)
    {
        (double sin, double cos) = Math.SinCos(a.YawRad);
        return new(a.X + cos * b.X - sin * b.Y, a.Y + sin * b.X + cos * b.Y, Angle.Wrap(a.YawRad + b.YawRad));
    }

    public static Pose2 Inverse(this Pose2 pose)
    {
        (double sin, double cos) = Math.SinCos(pose.YawRad);
        return new(-(cos * pose.X + sin * pose.Y), sin * pose.X - cos * pose.Y, Angle.Wrap(-pose.YawRad));
    }

    public static double DistanceTo(this Pose2 a, Pose2 b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));

    public static Pose2 Interpolate(Pose2 a, Pose2 b, double t) =>
        new(a.X + (b.X - a.X) * t, a.Y + (b.Y - a.Y) * t, Angle.Wrap(a.YawRad + Angle.Difference(b.YawRad, a.YawRad) * t));

    /// <summary>Moves on by a velocity in the pose's own frame, along the arc.</summary>
    public static Pose2 Advance(this Pose2 pose, double vxMPerSec, double vyMPerSec, double yawRateRadPerSec, double seconds)
    {
        double turn = yawRateRadPerSec * seconds;
        (double sin, double cos) = Math.SinCos(pose.YawRad + turn / 2);
        return new(
            pose.X + (cos * vxMPerSec - sin * vyMPerSec) * seconds,
            pose.Y + (sin * vxMPerSec + cos * vyMPerSec) * seconds,
            Angle.Wrap(pose.YawRad + turn));
    }
}
