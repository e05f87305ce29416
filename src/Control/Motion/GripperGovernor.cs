using RoboticsStack.Control.Paths;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Motion;

/// <summary>
/// Carries a gripper setpoint after a moving reference within speed and acceleration limits: velocity feed-forward plus a correction
/// that never asks for more than half the acceleration can brake again, so that it arrives without overshoot.
/// </summary>
public sealed class GripperGovernor(double cycleSec)
{
    private const double CorrectionPerSec = 25;

    public Pose Pose { get; private set; }
    public Twist Velocity { get; private set; }

    public void Reset(Pose pose, Twist velocity)
    {
        Pose = pose;
        Velocity = velocity;
    }

    /// <summary>
    /// One cycle after the reference. With <paramref name="rate"/> below 1 path time runs slower, and what the setpoint lags behind is
    /// made up for more slowly, too: at 0 it comes to rest where it is instead of catching up.
    /// </summary>
    public void Track(in GripperSample reference, double rate, in MotionLimits limits)
    {
        Vec3 ahead = reference.Pose.Position - Pose.Position;
        Vec3 turn = (reference.Pose.Orientation * Pose.Orientation.Inverse()).ToRotationVector();
        Vec3 linear = reference.Velocity.Linear + Correction(ahead, limits.GripperAcceleration);
        Vec3 angular = reference.Velocity.Angular + Correction(turn, limits.GripperAngularAcceleration);
        Move(linear * rate, angular * rate, limits);
    }

    /// <summary>Goes over to a velocity and holds it.</summary>
    public void Drift(Vec3 linear, in MotionLimits limits) => Move(linear, Vec3.Zero, limits);

    private void Move(Vec3 linear, Vec3 angular, in MotionLimits limits)
    {
        linear = Approach(Velocity.Linear, linear.ClampLength(limits.GripperSpeed), limits.GripperAcceleration * cycleSec);
        angular = Approach(Velocity.Angular, angular.ClampLength(limits.GripperAngularSpeed), limits.GripperAngularAcceleration * cycleSec);
        Velocity = new(linear, angular);
        Pose = new(Pose.Position + linear * cycleSec, (Quat.FromRotationVector(angular * cycleSec) * Pose.Orientation).Normalized());
    }

    private static Vec3 Approach(Vec3 from, Vec3 to, double maxChange) => from + (to - from).ClampLength(maxChange);

    private static Vec3 Correction(Vec3 error, double acceleration)
    {
        double length = error.Length;
        return length < 1e-12 ? Vec3.Zero : error * (Math.Min(CorrectionPerSec * length, Math.Sqrt(acceleration * length)) / length);
    }
}
