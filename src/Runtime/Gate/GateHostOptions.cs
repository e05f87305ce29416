using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Runtime.Gate;

/// <summary>How a gate host runs.</summary>
public sealed record GateHostOptions
{
    public required ulong RunId { get; init; }

    /// <summary>From a tick's observation to the first effect of the plan that answers it, seconds; lockstep models it.</summary>
    public required double LatencySec { get; init; }
    public required double TimeLimitSec { get; init; }

    /// <summary>Run time after the task's end before the run closes.</summary>
    public double SettleSec { get; init; } = 2;

    /// <summary>Wall time that lockstep waits for the brain's answer before it counts as gone.</summary>
    public TimeSpan BrainPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>File for the command log; null keeps only its hash.</summary>
    public string? CommandLogFile { get; init; }
}

/// <summary>What a run of the gate host came to.</summary>
/// <param name="Failure">Why it ended early; null for an orderly end.</param>
/// <param name="StopSec">After an early end: seconds of run time from noticing its cause to rest; null if the robot did not come to rest.</param>
public sealed record GateHostResult(string? Failure, double? StopSec, PlantScore Score, string CommandHash)
{
    /// <summary>Why the file of the command log ends early; null if it does not.</summary>
    public string? CommandLogFailure { get; init; }

    /// <summary>How the robot came to rest after an early end.</summary>
    public string DescribeStop() => StopSec is { } seconds
        ? FormattableString.Invariant($"the gate alone brought the robot to rest in {seconds * 1000:F0} ms")
        : "the robot did not come to rest";
}

/// <summary>A gate with its plant on a bus, for one run.</summary>
public interface IGateHost : IDisposable
{
    /// <summary>Waits for the operator, then runs to the end of the task, of the time, or of the brain.</summary>
    GateHostResult Run(CancellationToken cancellation);
}
