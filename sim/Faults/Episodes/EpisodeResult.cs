namespace RoboticsStack.Faults;

/// <summary>One fault of an episode, and when it was in force, seconds from the episode's start.</summary>
public sealed record InjectedFault(string Name, double BeginSec, double EndSec);

/// <summary>What one safety function did, in its severest form, for the first time in an episode.</summary>
public sealed record Reaction(string Function, string Action, double AtSec);

/// <summary>What came of one episode.</summary>
public sealed record EpisodeResult
{
    public required int Index { get; init; }
    public required ulong Kitchen { get; init; }
    public required BrainStyle Style { get; init; }
    public required IReadOnlyList<InjectedFault> Faults { get; init; }
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>By <see cref="Promise"/>, each in its unit.</summary>
    public required IReadOnlyList<double> Worst { get; init; }

    /// <summary>What the gate did: each function with each action, in order of their first time.</summary>
    public required IReadOnlyList<Reaction> Reactions { get; init; }
    public required double SimulatedSec { get; init; }

    /// <summary>Seconds in which the robot followed plans.</summary>
    public required double ActiveSec { get; init; }
}
