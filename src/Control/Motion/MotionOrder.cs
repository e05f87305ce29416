using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Motion;

public enum MotionKind
{
    /// <summary>Along the plan's path.</summary>
    Follow,

    /// <summary>Along the path to a standstill, then stay.</summary>
    StopOnPath,

    /// <summary>Away from a contact, slowly.</summary>
    Yield,

    /// <summary>Every joint to a standstill by the shortest way.</summary>
    Brake,
}

/// <summary>
/// Limits in force this cycle, after ramp and gentleness; gripper in arm_base, base in base_link. BaseBraking and YawBraking (m/s², rad/s²) are for when
/// something stands in the way.
/// </summary>
public readonly record struct MotionLimits(
    double GripperSpeed, double GripperAcceleration, double GripperAngularSpeed, double GripperAngularAcceleration, double JointShare,
    double BaseSpeed, double BaseAcceleration, double YawRate, double YawAcceleration, double BaseBraking, double YawBraking);

/// <param name="Kind">What to do.</param>
/// <param name="Rate">How fast time passes along the path; 1 is as planned.</param>
/// <param name="Limits">What to stay within.</param>
/// <param name="YieldVelocity">For <see cref="MotionKind.Yield"/>: gripper velocity in arm_base.</param>
public readonly record struct MotionOrder(MotionKind Kind, double Rate, MotionLimits Limits, Vec3 YieldVelocity = default);
