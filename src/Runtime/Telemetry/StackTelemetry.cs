using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RoboticsStack.Runtime.Telemetry;

/// <summary>The names under which this stack's spans and instruments are found.</summary>
public static class StackTelemetry
{
    public const string Name = "RoboticsStack";

    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Bucket edges, seconds, from 5 µs to 10 ms: for a loop that is to begin within tens of microseconds.</summary>
    public static InstrumentAdvice<double> LoopBuckets { get; } = new()
    {
        HistogramBucketBoundaries = [5e-6, 1e-5, 2e-5, 3e-5, 5e-5, 7.5e-5, 1e-4, 1.5e-4, 2e-4, 3e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2],
    };

    /// <summary>Bucket edges, seconds, from 10 µs to 1 s: for stages that pass a message on and stages that think.</summary>
    public static InstrumentAdvice<double> StageBuckets { get; } = new()
    {
        HistogramBucketBoundaries = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1],
    };

    /// <summary>Bucket edges, seconds, from 1 ms to 1 s: for thoughts that are to fit into a tenth of a second.</summary>
    public static InstrumentAdvice<double> ThoughtBuckets { get; } = new()
    {
        HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.5, 1],
    };
}
