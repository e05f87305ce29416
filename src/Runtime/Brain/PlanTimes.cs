using System.Diagnostics;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Runtime.Brain;

/// <summary>Writes into a plan when its brain had received what it answers, and when it was ready.</summary>
internal static class PlanTimes
{
    private static readonly double MicrosecondsPerTick = 1e6 / Stopwatch.Frequency;

    /// <summary>Does nothing in lockstep, where wall time must leave no trace.</summary>
    /// <param name="plan">Ready to be sent.</param>
    /// <param name="tick">What it answers.</param>
    /// <param name="arrivedAt">The stopwatch's time when the tick came. On Linux that is the kernel's monotonic clock, as the gate's.</param>
    public static void Stamp(Plan plan, Tick tick, long arrivedAt)
    {
        if (tick.MonotonicNs == 0)
        {
            return;
        }
        double sentUs = (tick.Header.MadeTimeNs - tick.TimeNs) * 1e-3;
        double AfterSent(long at) => sentUs + at * MicrosecondsPerTick - tick.MonotonicNs * 1e-3;
        plan.TickSentUs = sentUs;
        plan.TickReceivedUs = AfterSent(arrivedAt);
        plan.PlanMadeUs = AfterSent(Stopwatch.GetTimestamp());
    }
}
