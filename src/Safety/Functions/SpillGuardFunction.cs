using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// While a plan says that the vessel in the hand is full, the setpoints of arm, lift and base together accelerate the hand no more, and tilt it no
/// farther, than liquid stays in the vessel. The motion keeps within gentle limits axis by axis; this looks at what comes of them all.
/// </summary>
internal sealed class SpillGuardFunction(RobotDescription robot, RobotKinematics kinematics) : ISafetyFunction
{
    private readonly GentleLimits _limits = robot.Safety.Gentle;
    private readonly double[] _jacobian = new double[ArmKinematics.JacobianLength];
    private Vec3 _velocity, _acceleration, _upright;
    private bool _isCarrying;

    public void Restart() => _isCarrying = false;

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        Vec3 velocity = HandVelocity(cycle, out Vec3 up);
        if (!cycle.IsVesselFull || !cycle.FollowsPlans || !_isCarrying || !(cycle.DtSec > 0))
        {
            (_velocity, _acceleration, _upright, _isCarrying) = (velocity, Vec3.Zero, up, cycle.IsVesselFull);
            return;
        }
        // A liquid's surface does not follow within a cycle: what is sent is evened out as it does.
        double share = cycle.DtSec / (cycle.DtSec + _limits.FilterSec);
        _acceleration += ((velocity - _velocity) * (1 / cycle.DtSec) - _acceleration) * share;
        _velocity = velocity;
        double tilt = Math.Acos(Math.Clamp(up.Dot(_upright), -1, 1));
        if (_acceleration.Length > _limits.HandAccelerationMPerSec2)
        {
            monitor.Demand(GateFunction.SpillGuard, FailsafeAction.Slow, _limits.HandAccelerationMPerSec2, _acceleration.Length, cycle.Now, cycle.PlanSequence);
        }
        if (tilt > _limits.TiltRad)
        {
            monitor.Demand(GateFunction.SpillGuard, FailsafeAction.Slow, _limits.TiltRad, tilt, cycle.Now, cycle.PlanSequence);
        }
    }

    /// <summary>Of the setpoints, in the odometry's axes; and where the hand's upper side points.</summary>
    private Vec3 HandVelocity(in CycleState cycle, out Vec3 up)
    {
        Pose gripper = kinematics.Arm.Forward(cycle.Command.PositionRad, _jacobian);
        Pose armBase = kinematics.ArmBaseInBase(cycle.Command.LiftM);
        Vec3 inArmBase = ArmKinematics.ToTwist(_jacobian, cycle.Command.VelocityRadPerSec).Linear;
        Vec3 position = armBase.Transform(gripper.Position);
        Vec3 inBase = armBase.Orientation.Rotate(inArmBase) + new Vec3(cycle.Command.BaseVxMPerSec, cycle.Command.BaseVyMPerSec, cycle.Command.LiftVelocityMPerSec)
            + new Vec3(0, 0, cycle.Command.BaseYawRateRadPerSec).Cross(position);
        Quat toOdometry = Quat.FromYaw(cycle.Measurement.BaseOdometry.YawRad);
        up = (armBase.Orientation * gripper.Orientation).Rotate(Vec3.UnitZ);
        return toOdometry.Rotate(inBase);
    }
}
