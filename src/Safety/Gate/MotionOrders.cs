using RoboticsStack.Control.Motion;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Functions;
using RoboticsStack.Safety.Motion;

namespace RoboticsStack.Safety;

/// <summary>What the motion has to do in each of the gate's modes, and within which limits.</summary>
internal sealed class MotionOrders(RobotDescription robot, RobotMotion motion, FailsafeMonitor monitor, ContactForceFunction contact)
{
    /// <summary>So long a stop follows the path; what still moves then is braked joint by joint.</summary>
    private const double PathStopSec = 0.10;
    private const double HoldStopSec = 0.20;
    private const double LeastRamp = 0.1;

    private readonly LimitBook _limits = new(robot);
    private readonly double _fadePerSec = robot.Arm.BrakingSharePerSec;

    public MotionOrder Next(FailsafeMachine machine, bool isVesselFull, Timestamp now)
    {
        switch (machine.Mode)
        {
            case GateMode.Active:
                double ramp = Math.Clamp(now.SecondsSince(machine.EngagedSince) / robot.Safety.Engagement.RampSec, LeastRamp, 1);
                return new(MotionKind.Follow, monitor.Rate, Slowed(_limits.Follow(Math.Min(ramp, monitor.SpeedShare), isVesselFull)));
            case GateMode.Hold:
                MotionLimits hold = _limits.Hold(isVesselFull);
                if (!contact.IsPushed)
                {
                    return machine.HoldsOnPath && machine.SinceModeSec(now) < HoldStopSec
                        ? new(MotionKind.StopOnPath, 0, Fading(hold, isVesselFull, machine.SinceModeSec(now)))
                        : new(MotionKind.Brake, 0, hold);
                }
                return motion.Gripper.Position.DistanceTo(machine.YieldStart) < ContactRecovery.ReachM ? Yield(hold) : new(MotionKind.Brake, 0, hold);
            case GateMode.ControlledStop when machine.IsBackingOff:
                return Yield(_limits.Stop(isVesselFull));
            case GateMode.ControlledStop when machine.SinceModeSec(now) < PathStopSec && machine.StopsOnPath:
                return new(MotionKind.StopOnPath, 0, Fading(_limits.Stop(isVesselFull), isVesselFull, machine.SinceModeSec(now)));
            default:
                return new(MotionKind.Brake, 0, _limits.Stop(isVesselFull));
        }
    }

    private MotionLimits Slowed(in MotionLimits limits) => limits with
    {
        GripperSpeed = Math.Min(limits.GripperSpeed, monitor.GripperSpeedMPerSec),
        BaseSpeed = Math.Min(limits.BaseSpeed, monitor.BaseSpeedMPerSec),
    };

    /// <summary>
    /// Even along the path no joint gets faster while the robot stops: what the joints may do falls as fast as they can brake, from the speed that they
    /// have. With a full vessel, which is to stop gently, it falls from their operating speed.
    /// </summary>
    private MotionLimits Fading(in MotionLimits limits, bool isVesselFull, double sinceSec)
    {
        double share = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            share = Math.Max(share, Math.Abs(motion.JointVelocity[i]) / robot.Arm.OperatingVelocity[i]);
        }
        double fading = isVesselFull ? 1 - sinceSec * _fadePerSec : share - robot.Safety.CycleSec * _fadePerSec;
        return limits with { JointShare = Math.Clamp(fading, 0, 1) };
    }

    private MotionOrder Yield(in MotionLimits limits) =>
        new(MotionKind.Yield, 0, limits, motion.Gripper.Orientation.Rotate(contact.PushDirection) * robot.Safety.Contact.BackOffSpeedMPerSec);
}
