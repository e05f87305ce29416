namespace RoboticsStack.Safety.RealTime;

/// <summary>
/// Deadlines at a fixed period from a start. A deadline that has passed by a period or more is missed: counted and left out, never
/// caught up with a burst of cycles. Pure: it is told the time.
/// </summary>
public sealed class CycleSchedule(long startNanoseconds, long periodNanoseconds)
{
    public long NextNanoseconds { get; private set; } = startNanoseconds + periodNanoseconds;
    public long Missed { get; private set; }

    /// <summary>How late cycles began.</summary>
    public MicrosecondHistogram Lateness { get; } = new();

    /// <summary>How long cycles took, from their beginning to the command sent.</summary>
    public MicrosecondHistogram Duration { get; } = new();

    /// <summary>Sets the next deadline a period from here, for a loop whose preparations took their time.</summary>
    public void StartAt(long nanoseconds) => NextNanoseconds = nanoseconds + periodNanoseconds;

    /// <summary>A cycle for <see cref="NextNanoseconds"/> has just begun at <paramref name="nowNanoseconds"/>.</summary>
    public void Begin(long nowNanoseconds)
    {
        long late = nowNanoseconds - NextNanoseconds;
        Lateness.Add(late);
        long passed = late >= periodNanoseconds ? late / periodNanoseconds : 0;
        Missed += passed;
        NextNanoseconds += (passed + 1) * periodNanoseconds;
    }
}
