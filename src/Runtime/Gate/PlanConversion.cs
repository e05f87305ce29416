using RoboticsStack.Control.Paths;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Safety.Plans;

namespace RoboticsStack.Runtime.Gate;

/// <summary>From the wire to the gate's fixed storage. Judging is the gate's; this only carries over.</summary>
internal static class PlanConversion
{
    private const double MostStampUs = 1e7;

    /// <param name="message">From the wire.</param>
    /// <param name="plan">Filled in.</param>
    /// <param name="received">Time of the run at which the message came, for its latencies; zero in lockstep.</param>
    public static void CopyTo(this Plan message, GatePlan plan, Timestamp received = default)
    {
        plan.RunId = message.Header?.RunId ?? 0;
        plan.Sequence = message.Sequence;
        plan.ModelHash = message.ModelHash;
        plan.RobotHash = message.RobotHash;
        plan.ObservedTime = new Timestamp(message.ObservedTimeNs);
        plan.Expires = new Timestamp(message.ExpiresNs);
        plan.LiftM = message.LiftM;
        plan.VesselFull = message.VesselFull;
        plan.Stamps = new(plan.ObservedTime, After(message.TickSentUs), After(message.TickReceivedUs), After(message.PlanMadeUs), received);
        plan.GripCapN = message.GripCapN;
        plan.ArmCount = message.Arm.Count;
        plan.JointCount = message.Joints.Count;
        plan.BaseCount = message.Base.Count;
        for (int i = 0; i < Math.Min(message.Arm.Count, GatePlan.MaxPoints); i++)
        {
            ArmPoint point = message.Arm[i];
            plan.Arm[i] = new GripperKnot(new Timestamp(point.TimeNs), point.GripperInArmBase.ToCore(), point.GripperWidthM, point.GripperForceN);
        }
        for (int i = 0; i < Math.Min(message.Joints.Count, GatePlan.MaxPoints); i++)
        {
            JointPoint point = message.Joints[i];
            ref JointKnot target = ref plan.Joints[i];
            target.Time = new Timestamp(point.TimeNs);
            Span<double> positions = target.PositionRad;
            positions.Fill(double.NaN);
            for (int joint = 0; joint < Math.Min(point.PositionRad.Count, positions.Length); joint++)
            {
                positions[joint] = point.PositionRad[joint];
            }
        }
        for (int i = 0; i < Math.Min(message.Base.Count, GatePlan.MaxPoints); i++)
        {
            BasePoint point = message.Base[i];
            plan.Base[i] = new GateBasePoint(new Timestamp(point.TimeNs), point.VxMPerSec, point.VyMPerSec, point.YawRateRadPerSec);
        }

        // A sender may write anything here; what is no sensible latency counts as not stamped.
        Timestamp After(double microseconds) =>
            microseconds is >= 0 and < MostStampUs ? new(unchecked(message.ObservedTimeNs + (long)(microseconds * 1000))) : new(message.ObservedTimeNs);
    }
}
