using System.Diagnostics.Metrics;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Telemetry;

/// <summary>Figures of the process that starts and records a run. Dispose after the export, which asks a last time.</summary>
public sealed class SessionMetrics : IDisposable
{
    private readonly Meter _meter = new(StackTelemetry.Name);

    public SessionMetrics(CoffeeSession session) =>
        _meter.CreateObservableCounter("robot.recording.dropped", () => session.UnrecordedCount, "{message}", "Messages that the recording lacks");

    public void Dispose() => _meter.Dispose();
}
