using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;

namespace RoboticsStack.Planning.Tasks.Arm;

/// <summary>A commanded gripper: level pose in arm_base and opening.</summary>
public readonly record struct ArmSetpoint(Vec3 Position, double YawRad, double WidthM)
{
    /// <summary>Setpoints stay in this box, arm_base, metres: the region that the arm reaches level and well conditioned.</summary>
    public static readonly (Vec3 Low, Vec3 High) ReachBox = (new Vec3(0.30, -0.35, 0.02), new Vec3(0.78, 0.35, 0.62));

    /// <summary>Largest heading either way.</summary>
    public const double MaxYawRad = 1.1;
    public const double MaxWidthM = 0.140;

    public Pose Pose => new(Position, Quat.FromYaw(YawRad));

    public static ArmSetpoint From(Pose gripperInArmBase, double widthM) =>
        new(gripperInArmBase.Position, gripperInArmBase.Orientation.Yaw, widthM);

    /// <summary>The setpoint after one action, kept inside the box. <paramref name="action"/> holds <see cref="ActionScale.Size"/> values in [−1, 1].</summary>
    public ArmSetpoint After(ReadOnlySpan<float> action)
    {
        Vec3 step = new(action[0], action[1], action[2]);
        Vec3 moved = Position + Quat.FromYaw(YawRad).Rotate(step * ActionScale.MetresPerStep);
        return new(
            new Vec3(
                Clamp(moved.X, Position.X, ReachBox.Low.X, ReachBox.High.X),
                Clamp(moved.Y, Position.Y, ReachBox.Low.Y, ReachBox.High.Y),
                Clamp(moved.Z, Position.Z, ReachBox.Low.Z, ReachBox.High.Z)),
            Math.Clamp(YawRad + action[ActionScale.Yaw] * ActionScale.RadiansPerStep, -MaxYawRad, MaxYawRad),
            Math.Clamp(WidthM + action[ActionScale.GripperWidth] * ActionScale.GripperMetresPerStep, 0, MaxWidthM));
    }

    /// <summary>Inside the box a step may not leave it; from outside it may only come nearer.</summary>
    private static double Clamp(double value, double before, double low, double high) =>
        Math.Clamp(value, Math.Min(low, before), Math.Max(high, before));
}
