using System.Diagnostics.Metrics;
using RoboticsStack.Runtime.Gate.Statistics;
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
    private readonly Func<StageLatencies?> _stages;
    private readonly LoopHistogram[] _stageHistograms;

    /// <param name="gate">Read along.</param>
    /// <param name="schedule">The real-time loop's timing; null while there is none, and in lockstep.</param>
    /// <param name="stages">How long each stage from sensor to hardware took; null in lockstep.</param>
    /// <param name="unsentMessages">Messages lost on the way out of this process.</param>
    public GateMetrics(SafetyGate gate, Func<CycleSchedule?> schedule, Func<StageLatencies?> stages, Func<long> unsentMessages)
    {
        (_schedule, _stages) = (schedule, stages);
        _lateness = new(_meter.CreateHistogram("robot.loop.lateness", "s", "How late control cycles began", null, StackTelemetry.LoopBuckets));
        _duration = new(_meter.CreateHistogram("robot.loop.duration", "s", "How long control cycles took", null, StackTelemetry.LoopBuckets));
        Histogram<double> latency = _meter.CreateHistogram("robot.stage.latency", "s", "From sensor to hardware, stage by stage", null, StackTelemetry.StageBuckets);
        _stageHistograms = [.. new StageLatencies().All.Select(stage => new LoopHistogram(latency, new("stage", stage.Name)))];
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
        if (_stages()?.All is { } stages)
        {
            for (int i = 0; i < stages.Count; i++)
            {
                _stageHistograms[i].CatchUp(stages[i].Histogram);
            }
        }
        return schedule.Missed;
    }

    /// <summary>Passes on what has been added to a loop's histogram since the last time.</summary>
    private sealed class LoopHistogram(Histogram<double> histogram, KeyValuePair<string, object?>? tag = null)
    {
        private readonly long[] _passedOn = new long[MicrosecondHistogram.Bins + 1];

        public void CatchUp(MicrosecondHistogram loop)
        {
            for (int bin = 0; bin < _passedOn.Length; bin++)
            {
                for (long count = loop.CountAt(bin); _passedOn[bin] < count; _passedOn[bin]++)
                {
                    double seconds = bin * loop.BinMicroseconds * 1e-6;
                    if (tag is { } label)
                    {
                        histogram.Record(seconds, label);
                    }
                    else
                    {
                        histogram.Record(seconds);
                    }
                }
            }
        }
    }
}
