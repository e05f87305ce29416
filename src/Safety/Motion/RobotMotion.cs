using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Motion;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Functions;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Safety.Motion;

/// <summary>All setpoints of the robot: arm, base, lift and fingers. What they had to give way to is told to the monitor.</summary>
internal sealed class RobotMotion
{
    private readonly FingertipLimits _fingertips;
    private readonly ProtectiveFieldFunction _field;
    private readonly ObstacleDistanceFunction _obstacles;
    private readonly ArmMotion _arm;
    private readonly BaseMotion _base;
    private readonly LiftMotion _lift;
    private readonly FingerMotion _fingers;

    public RobotMotion(RobotDescription robot, RobotKinematics kinematics, ProtectiveFieldFunction field, ObstacleDistanceFunction obstacles)
    {
        (_field, _obstacles) = (field, obstacles);
        _fingertips = robot.Safety.Fingertips;
        _arm = new(robot, kinematics, GatePlan.MaxPoints, obstacles.Barrier);
        _base = new(robot.Safety.CycleSec);
        _lift = new(robot.Lift, robot.Safety.CycleSec);
        _fingers = new(robot);
    }

    /// <summary>Gripper pose of the setpoints sent last, in arm_base.</summary>
    public Pose Gripper => _arm.Gripper;
    public JointVector Position => _arm.Position;
    public JointVector JointVelocity => _arm.Velocity;

    /// <summary>True when no setpoint moves.</summary>
    public bool IsAtRest => _arm.IsAtRest && _base.IsAtRest && _lift.IsAtRest;

    public void Follow(GatePlan plan, Timestamp now)
    {
        _arm.Follow(plan.Arm[..plan.ArmCount], plan.Joints[..plan.JointCount], now, _fingers.WidthM, _fingers.ForceN);
        _base.Follow(plan, now);
        _fingers.Cap(plan.GripCapN);
        _lift.TargetM = plan.LiftM;
    }

    /// <summary>The arm forgets its path and comes to rest.</summary>
    public void ClearArm() => _arm.Clear();

    /// <summary>The base forgets its plan and comes to rest.</summary>
    public void StopBase() => _base.Stop();

    /// <summary>Setpoints stay where they are: at the measurement if there was no power, where the robot stopped otherwise.</summary>
    public void StayHere()
    {
        _arm.Clear();
        _lift.TargetM = _lift.HeightM;
    }

    /// <summary>Without power the setpoints go where the robot is, so that power finds nothing to do when it comes.</summary>
    public void Sync(in RobotMeasurement measurement)
    {
        _arm.Sync(measurement.PositionRad);
        _lift.Sync(measurement.LiftM);
        _fingers.Sync(measurement.GripperWidthM);
    }

    /// <summary>Stands still at once: for wheels that are braked anyway.</summary>
    public void ResetBase() => _base.Reset();

    public void Step(in MotionOrder order, in RobotMeasurement measurement, Timestamp now, ulong planSequence, FailsafeMonitor monitor)
    {
        _arm.Step(order, _lift.HeightM);
        _lift.Step(order, _obstacles.Barrier);
        (Vec3 linear, double yawRate) = _base.Next(order, now);
        (linear, yawRate) = _field.Allow(linear, yawRate, now, planSequence, monitor);
        (linear, yawRate) = _obstacles.AllowBase(linear, yawRate, now, planSequence, monitor);
        _base.Commit(linear, yawRate, order.Limits);
        if (_arm.Limited is { } limited)
        {
            monitor.Demand(FunctionOf(limited.Constraint), FailsafeAction.Warn, limited.Limit, limited.Value, now, planSequence);
        }
        bool follows = order.Kind == MotionKind.Follow && _arm.HasGripperPath;
        double width = follows ? _arm.WidthM : _fingers.WidthM;
        double force = follows ? _arm.ForceN : _fingers.ForceN;
        if (_fingers.Step(width, force, measurement, order.Limits.JointShare) is { } pressed)
        {
            double pad = Math.Max(measurement.LeftPadForceN, measurement.RightPadForceN);
            (double limit, double value) = pressed switch
            {
                GateFunction.CellForce => (_fingertips.CellForceN, measurement.PeakCellForceN),
                GateFunction.PadForce => (_fingertips.PadForceN, pad),
                _ => (_fingers.CapN, Math.Max(pad, measurement.PeakCellForceN / _fingertips.CellForceN * _fingertips.PadForceN)),
            };
            monitor.Demand(pressed, FailsafeAction.Warn, limit, value, now, planSequence);
        }
    }

    public GatedCommand ToCommand(ulong number, GateMode mode, bool isPowered, ulong planSequence) => new(
        number, mode, isPowered, planSequence, _arm.Position, _arm.Velocity, _lift.HeightM, _lift.VelocityMPerSec, _fingers.WidthM, _fingers.ForceN,
        _base.Vx, _base.Vy, _base.YawRate);

    private static GateFunction FunctionOf(MotionConstraint constraint) => constraint switch
    {
        MotionConstraint.Reach => GateFunction.Reach,
        MotionConstraint.Workspace => GateFunction.Workspace,
        MotionConstraint.JointVelocity => GateFunction.JointVelocity,
        MotionConstraint.Surroundings => GateFunction.ObstacleDistance,
        _ => GateFunction.SelfClearance,
    };
}
