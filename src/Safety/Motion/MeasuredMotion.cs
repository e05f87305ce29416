using RoboticsStack.Control.Dynamics;
using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety;

/// <summary>The arm's motion as a robot's samples tell it.</summary>
public static class MeasuredMotion
{
    /// <summary>The motion from one sample to the next: base by its wheels, lift by its encoder.</summary>
    public static ArmMotionState Between(in RobotMeasurement from, in RobotMeasurement to, double dt, RobotKinematics kinematics)
    {
        ArmMotionState state = default;
        state.PositionRad = from.PositionRad;
        state.VelocityRadPerSec = from.VelocityRadPerSec;
        for (int i = 0; i < JointVector.Length; i++)
        {
            state.AccelerationRadPerSec2[i] = (to.VelocityRadPerSec[i] - from.VelocityRadPerSec[i]) / dt;
        }
        Vec3 turn = new(0, 0, to.BaseYawRateRadPerSec);
        Vec3 turning = new(0, 0, (to.BaseYawRateRadPerSec - from.BaseYawRateRadPerSec) / dt);
        Vec3 velocity = new(to.BaseVxMPerSec, to.BaseVyMPerSec, to.LiftVelocityMPerSec);
        Vec3 before = new(from.BaseVxMPerSec, from.BaseVyMPerSec, from.LiftVelocityMPerSec);
        Pose armBase = kinematics.ArmBaseInBase(to.LiftM);
        Vec3 acceleration = (velocity - before) / dt + turn.Cross(velocity)
            + turning.Cross(armBase.Position) + turn.Cross(turn.Cross(armBase.Position));
        Quat toArmBase = armBase.Orientation.Inverse();
        state.BaseAcceleration = toArmBase.Rotate(acceleration);
        state.BaseAngularVelocity = toArmBase.Rotate(turn);
        state.BaseAngularAcceleration = toArmBase.Rotate(turning);
        return state;
    }
}
