using System.Diagnostics.Metrics;
using RoboticsStack.Safety;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Runtime.Telemetry;

/// <summary>
/// The gate's figures as metrics. The control loop only counts, as it always does; what it has counted is read when the exporter asks, on
/// the exporter's thread. Dispose after the export, which asks a last time.
/// </summary>
public sealed class GateMetrics : IDisposable
{
    private readonly Meter _meter = new(StackTelemetry.Name);
    private readonly Func<CycleSchedule?> _schedule;
    private readonly LoopHistogram _lateness;
    private readonly LoopHistogram _duration;

    /// <param name="gate">Read along.</param>
    /// <param name="schedule">The real-time loop's timing; null while there is none, and in lockstep.</param>
    /// <param name="unsentMessages">Messages lost on the way out of this process.</param>
    public GateMetrics(SafetyGate gate, Func<CycleSchedule?> schedule, Func<long> unsentMessages)
    {
        _schedule = schedule;
        _lateness = new(_meter.CreateHistogram("robot.loop.lateness", "s", "How late control cycles began", null, StackTelemetry.LoopBuckets));
        _duration = new(_meter.CreateHistogram("robot.loop.duration", "s", "How long control cycles took", null, StackTelemetry.LoopBuckets));
        _meter.CreateObservableCounter("robot.loop.missed", CountMissed, "{cycle}", "Control cycles left out");
        _meter.CreateObservableCounter("robot.gate.interventions", () => gate.Interventions.Total, "{intervention}", "Warnings and worse");
        _meter.CreateObservableCounter("robot.gate.plans.stale", () => gate.Verdicts.Stale, "{plan}", "Plans that came too late");
        _meter.CreateObservableCounter("robot.gate.plans.refused", () => gate.Verdicts.Refused, "{plan}", "Plans refused for any other reason");
        _meter.CreateObservableCounter("robot.messages.unsent", unsentMessages, "{message}", "Messages lost on the way out");
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>The exporter asks for this before it takes the histograms, so they are brought up to date here.</summary>
    private long CountMissed()
    {
        if (_schedule() is not { } schedule)
        {
            return 0;
        }
        _lateness.CatchUp(schedule.Lateness);
        _duration.CatchUp(schedule.Duration);
        return schedule.Missed;
    }

    /// <summary>Passes on what has been added to a loop's histogram since the last time.</summary>
    private sealed class LoopHistogram(Histogram<double> histogram)
    {
        private readonly long[] _passedOn = new long[MicrosecondHistogram.Bins + 1];

        public void CatchUp(MicrosecondHistogram loop)
        {
            for (int microseconds = 0; microseconds < _passedOn.Length; microseconds++)
            {
                for (long count = loop.CountAt(microseconds); _passedOn[microseconds] < count; _passedOn[microseconds]++)
                {
                    histogram.Record(microseconds * 1e-6);
                }
            }
        }
    }
}
