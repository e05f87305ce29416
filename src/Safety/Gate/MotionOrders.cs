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

    public MotionOrder Next(FailsafeMachine machine, bool isVesselFull, Timestamp now)
    {
        switch (machine.Mode)
        {
            case GateMode.Active:
                double ramp = Math.Clamp(now.SecondsSince(machine.EngagedSince) / robot.Safety.Engagement.RampSec, LeastRamp, 1);
                return new(MotionKind.Follow, monitor.Rate, Slowed(_limits.Follow(ramp, isVesselFull)));
            case GateMode.Hold:
                MotionLimits hold = _limits.Hold(isVesselFull);
                if (!contact.IsPushed)
                {
                    return new(now.SecondsSince(machine.ModeSince) < HoldStopSec ? MotionKind.StopOnPath : MotionKind.Brake, 0, hold);
                }
                return motion.Gripper.Position.DistanceTo(machine.YieldStart) < ContactRecovery.ReachM ? Yield(hold) : new(MotionKind.Brake, 0, hold);
            case GateMode.ControlledStop when machine.IsBackingOff:
                return Yield(_limits.Stop(isVesselFull));
            case GateMode.ControlledStop when now.SecondsSince(machine.ModeSince) < PathStopSec && machine.StopsOnPath:
                return new(MotionKind.StopOnPath, 0, _limits.Stop(isVesselFull));
            default:
                return new(MotionKind.Brake, 0, _limits.Stop(isVesselFull));
        }
    }

    private MotionLimits Slowed(in MotionLimits limits) => limits with
    {
        GripperSpeed = Math.Min(limits.GripperSpeed, monitor.GripperSpeedMPerSec),
        BaseSpeed = Math.Min(limits.BaseSpeed, monitor.BaseSpeedMPerSec),
    };

    private MotionOrder Yield(in MotionLimits limits) =>
        new(MotionKind.Yield, 0, limits, motion.Gripper.Orientation.Rotate(contact.PushDirection) * robot.Safety.Contact.BackOffSpeedMPerSec);
}
