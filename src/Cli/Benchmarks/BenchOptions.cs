using RoboticsStack.Learning;

namespace RoboticsStack.Cli.Benchmarks;

/// <summary>What 'robot bench' was asked for.</summary>
internal sealed record BenchOptions
{
    public required string ModelDirectory { get; init; }
    public required string Robot { get; init; }

    /// <summary>Of each measurement.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>One of <see cref="BenchCommand.Loads"/>, or all.</summary>
    public required string Load { get; init; }

    /// <summary>Simulated, for the soak.</summary>
    public required double Hours { get; init; }

    /// <summary>Of each network that is trained.</summary>
    public required int Steps { get; init; }
    public required ComputeDevice Device { get; init; }
    public required long Payloads { get; init; }
    public required int Times { get; init; }
    public required ulong Seed { get; init; }
    public required bool Json { get; init; }
}
