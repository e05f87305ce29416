namespace RoboticsStack.Safety.RealTime;

/// <summary>What a control loop's thread asks of the system. What is refused is said and done without.</summary>
public sealed record RealTimeOptions
{
    /// <summary>SCHED_FIFO priority, 1 to 99; 0 stays with ordinary scheduling.</summary>
    public int Priority { get; init; } = 80;

    /// <summary>The processor that the loop's thread keeps to; null leaves the choice to the system.</summary>
    public int? Processor { get; init; }

    /// <summary>No page of the process is ever paged out.</summary>
    public bool LocksMemory { get; init; } = true;

    /// <summary>Keeps all processors out of sleep states that take long to leave, as cyclictest does.</summary>
    public bool KeepsProcessorsAwake { get; init; } = true;

    /// <summary>An ordinary thread.</summary>
    public static RealTimeOptions None { get; } = new() { Priority = 0, LocksMemory = false, KeepsProcessorsAwake = false };
}
