using RoboticsStack.Control.Robot;

namespace RoboticsStack.Control.Motion;

/// <summary>Which limits hold when the robot follows a plan, holds, or stops; gentler while a full vessel is carried.</summary>
public sealed class LimitBook(RobotDescription robot)
{
    /// <summary>A hold brakes the base harder than a plan may, but not as hard as a stop.</summary>
    private const double HoldAccelerationFactor = 2;

    /// <summary>
    /// Of the gripper's speed limit, what a path is followed with: joints that brake, each as hard as it can, turn the gripper's velocity before they lower it, and
    /// raise it by a tenth at worst.
    /// </summary>
    private const double FollowShare = 0.95;

    private readonly CartesianLimits _cartesian = robot.Safety.Cartesian;
    private readonly GentleLimits _gentle = robot.Safety.Gentle;

    /// <param name="ramp">Share of all speeds, growing to 1 after engagement.</param>
    public MotionLimits Follow(double ramp, bool isVesselFull) => new(
        ramp * (isVesselFull ? _gentle.GripperSpeedMPerSec : FollowShare * _cartesian.SpeedMPerSec),
        isVesselFull ? _gentle.GripperAccelerationMPerSec2 : _cartesian.AccelerationMPerSec2,
        ramp * _cartesian.AngularSpeedRadPerSec,
        _cartesian.AngularAccelerationRadPerSec2,
        ramp,
        ramp * (isVesselFull ? _gentle.BaseSpeedMPerSec : robot.Base.MaxSpeedMPerSec),
        isVesselFull ? _gentle.BaseAccelerationMPerSec2 : robot.Base.MaxAccelerationMPerSec2,
        ramp * (isVesselFull ? _gentle.YawRateRadPerSec : robot.Base.MaxYawRateRadPerSec),
        robot.Base.MaxYawAccelerationRadPerSec2,
        BaseBraking(isVesselFull),
        robot.Base.StopYawAccelerationRadPerSec2);

    public MotionLimits Hold(bool isVesselFull) => Stop(isVesselFull) with
    {
        BaseAcceleration = HoldAccelerationFactor * robot.Base.MaxAccelerationMPerSec2,
        YawAcceleration = HoldAccelerationFactor * robot.Base.MaxYawAccelerationRadPerSec2,
    };

    public MotionLimits Stop(bool isVesselFull) => new(
        _cartesian.SpeedMPerSec,
        isVesselFull ? _gentle.StopAccelerationMPerSec2 : _cartesian.StopAccelerationMPerSec2,
        _cartesian.AngularSpeedRadPerSec,
        _cartesian.AngularAccelerationRadPerSec2,
        1,
        robot.Base.MaxSpeedMPerSec,
        BaseBraking(isVesselFull),
        robot.Base.MaxYawRateRadPerSec,
        robot.Base.StopYawAccelerationRadPerSec2,
        BaseBraking(isVesselFull),
        robot.Base.StopYawAccelerationRadPerSec2);

    private double BaseBraking(bool isVesselFull) => isVesselFull ? _gentle.StopAccelerationMPerSec2 : robot.Base.StopAccelerationMPerSec2;
}
