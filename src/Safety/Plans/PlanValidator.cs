using RoboticsStack.Control.Paths;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Plans;

/// <summary>Which run, robot and model the gate takes plans from.</summary>
public readonly record struct PlanOrigin(ulong RunId, string RobotHash, string? ModelHash);

/// <summary>Judges a plan by itself: nothing in it is used before every number of it has been looked at. Allocates nothing.</summary>
internal sealed class PlanValidator(RobotDescription robot, PlanOrigin origin)
{
    /// <summary>A waypoint this little outside the workspace is taken, and the setpoint kept inside.</summary>
    private const double WorkspaceToleranceM = 0.05;
    private const double JointToleranceRad = 1e-6;

    /// <summary>Plans repeat measured widths and heights, which are noisy; what is sent is clamped to the range itself.</summary>
    private const double RangeToleranceM = 0.005;

    public PlanVerdict Judge(GatePlan plan, ulong newestSequence, Timestamp now)
    {
        if (plan.ArmCount is < 0 or > GatePlan.MaxPoints || plan.JointCount is < 0 or > GatePlan.MaxPoints || plan.BaseCount is < 0 or > GatePlan.MaxPoints)
        {
            return PlanVerdict.TooManyPoints;
        }
        if (!IsFinite(plan))
        {
            return PlanVerdict.NotFinite;
        }
        if (plan.RunId != origin.RunId)
        {
            return PlanVerdict.WrongRun;
        }
        if (!string.Equals(plan.RobotHash, origin.RobotHash, StringComparison.Ordinal))
        {
            return PlanVerdict.WrongRobot;
        }
        if (origin.ModelHash is not null && !string.Equals(plan.ModelHash, origin.ModelHash, StringComparison.Ordinal))
        {
            return PlanVerdict.WrongModel;
        }
        if (plan.Sequence <= newestSequence)
        {
            return PlanVerdict.SequenceNotNewer;
        }
        PlanVerdict times = JudgeTimes(plan, now);
        return times == PlanVerdict.Accepted ? JudgeValues(plan) : times;
    }

    private static bool IsFinite(GatePlan plan)
    {
        bool finite = double.IsFinite(plan.LiftM) && double.IsFinite(plan.GripCapN);
        foreach (ref readonly GripperKnot point in plan.Arm[..plan.ArmCount])
        {
            finite &= point.GripperInArmBase.IsFinite && double.IsFinite(point.WidthM) && double.IsFinite(point.ForceN);
        }
        foreach (ref readonly JointKnot point in plan.Joints[..plan.JointCount])
        {
            finite &= point.PositionRad.IsFinite;
        }
        foreach (ref readonly GateBasePoint point in plan.Base[..plan.BaseCount])
        {
            finite &= double.IsFinite(point.VxMPerSec) && double.IsFinite(point.VyMPerSec) && double.IsFinite(point.YawRateRadPerSec);
        }
        return finite;
    }

    /// <summary>Compares in nanoseconds, so that no time, however large, overflows a subtraction.</summary>
    private PlanVerdict JudgeTimes(GatePlan plan, Timestamp now)
    {
        PlanLimits limits = robot.Safety.Plan;
        Timestamp oldest = now.AddSeconds(-limits.MaxObservationAgeSec);
        Timestamp farthest = now.AddSeconds(limits.MaxAheadSec);
        if (plan.ObservedTime < oldest || plan.Expires <= now)
        {
            return PlanVerdict.Stale;
        }
        if (plan.ObservedTime > now || plan.Expires > farthest)
        {
            return PlanVerdict.BadTimes;
        }
        Timestamp last = oldest;
        foreach (ref readonly GripperKnot point in plan.Arm[..plan.ArmCount])
        {
            if (!Advance(ref last, point.Time, farthest))
            {
                return PlanVerdict.BadTimes;
            }
        }
        Timestamp lastMotion = last;
        last = oldest;
        foreach (ref readonly JointKnot point in plan.Joints[..plan.JointCount])
        {
            if (!Advance(ref last, point.Time, farthest))
            {
                return PlanVerdict.BadTimes;
            }
        }
        lastMotion = last > lastMotion ? last : lastMotion;
        last = oldest;
        foreach (ref readonly GateBasePoint point in plan.Base[..plan.BaseCount])
        {
            if (!Advance(ref last, point.Time, farthest))
            {
                return PlanVerdict.BadTimes;
            }
        }
        lastMotion = last > lastMotion ? last : lastMotion;
        bool moves = plan.ArmCount + plan.JointCount + plan.BaseCount > 0;
        return moves && lastMotion <= now ? PlanVerdict.Stale : PlanVerdict.Accepted;
    }

    private static bool Advance(ref Timestamp last, Timestamp next, Timestamp farthest)
    {
        bool ordered = next > last && next <= farthest;
        last = next;
        return ordered;
    }

    private PlanVerdict JudgeValues(GatePlan plan)
    {
        if (plan.ArmCount > 0 && plan.JointCount > 0)
        {
            return PlanVerdict.BothArmAndJoints;
        }
        foreach (ref readonly GripperKnot point in plan.Arm[..plan.ArmCount])
        {
            Quat r = point.GripperInArmBase.Orientation;
            if (Math.Abs(r.W * r.W + r.X * r.X + r.Y * r.Y + r.Z * r.Z - 1) > 1e-3)
            {
                return PlanVerdict.NotARotation;
            }
            Vec3 p = point.GripperInArmBase.Position;
            Vec3 low = robot.Safety.Workspace.Low, high = robot.Safety.Workspace.High;
            if (!IsWithin(p.X, low.X, high.X) || !IsWithin(p.Y, low.Y, high.Y) || !IsWithin(p.Z, low.Z, high.Z))
            {
                return PlanVerdict.OutsideWorkspace;
            }
            if (point.WidthM < -RangeToleranceM || point.WidthM > robot.Gripper.MaxWidthM + RangeToleranceM || point.ForceN < 0 || point.ForceN > robot.Gripper.MaxForceN)
            {
                return PlanVerdict.OutsideGripperRange;
            }
        }
        foreach (ref readonly JointKnot point in plan.Joints[..plan.JointCount])
        {
            for (int i = 0; i < JointVector.Length; i++)
            {
                if (point.PositionRad[i] < robot.Arm.PositionLow[i] - JointToleranceRad || point.PositionRad[i] > robot.Arm.PositionHigh[i] + JointToleranceRad)
                {
                    return PlanVerdict.OutsideJointLimits;
                }
            }
        }
        if (plan.GripCapN < 0)
        {
            return PlanVerdict.OutsideGripperRange;
        }
        return plan.LiftM >= robot.Lift.LowM - RangeToleranceM && plan.LiftM <= robot.Lift.HighM + RangeToleranceM
            ? PlanVerdict.Accepted
            : PlanVerdict.OutsideLiftRange;
    }

    private static bool IsWithin(double value, double low, double high) => value >= low - WorkspaceToleranceM && value <= high + WorkspaceToleranceM;
}
