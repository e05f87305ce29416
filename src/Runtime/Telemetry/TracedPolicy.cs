using System.Diagnostics;
using System.Diagnostics.Metrics;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Planning.Tasks.Arm;

namespace RoboticsStack.Runtime.Telemetry;

/// <summary>
/// An arm policy whose decisions become spans "replan", with what <see cref="TracedModel"/> reports as their children and the physics check as
/// the last of them, and metrics. The policy itself knows nothing of it and reads no clock.
/// </summary>
public sealed class TracedPolicy : IArmPolicy, IDisposable
{
    private readonly IArmPolicy _policy;
    private readonly Meter _meter = new(StackTelemetry.Name);
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _partDuration;
    private readonly Counter<long> _iterations;
    private readonly Counter<long> _samples;
    private readonly Counter<long> _checked;
    private readonly Counter<long> _vetoed;

    /// <param name="policy">Stays the caller's.</param>
    public TracedPolicy(IArmPolicy policy)
    {
        _policy = policy;
        _duration = _meter.CreateHistogram("robot.replan.duration", "s", "From a situation to a plan", null, StackTelemetry.ThoughtBuckets);
        _partDuration = _meter.CreateHistogram("robot.replan.part.duration", "s", "Encoding, search, physics check", null, StackTelemetry.ThoughtBuckets);
        _iterations = _meter.CreateCounter<long>("robot.replan.iterations", "{iteration}");
        _samples = _meter.CreateCounter<long>("robot.replan.samples", "{future}", "Futures rolled out");
        _checked = _meter.CreateCounter<long>("robot.check.plans", "{plan}", "Plans tried out in physics");
        _vetoed = _meter.CreateCounter<long>("robot.check.vetoes", "{plan}", "Plans that the physics check vetoed");
    }

    public ArmDecision Decide(ArmRequest request)
    {
        using Activity? replan = StackTelemetry.Source.StartActivity("replan");
        long started = Stopwatch.GetTimestamp();
        ArmDecision decision = _policy.Decide(request);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (decision.Report is { } report)
        {
            Measure(report, seconds);
            if (replan is not null)
            {
                Describe(replan, report, decision.HoldsBecause);
            }
        }
        return decision;
    }

    public void Dispose() => _meter.Dispose();

    private void Measure(ReplanReport report, double seconds)
    {
        KeyValuePair<string, object?> skill = new("skill", report.Skill);
        _duration.Record(seconds, skill);
        _partDuration.Record(report.EncodeMs / 1000, skill, new("part", "encode"));
        _partDuration.Record(report.PlanMs / 1000, skill, new("part", "search"));
        _partDuration.Record(report.CheckMs / 1000, skill, new("part", "check"));
        _iterations.Add(report.Iterations, skill);
        _samples.Add(report.Samples, skill);
        _checked.Add(report.CandidatesChecked, skill);
        _vetoed.Add(report.CandidatesVetoed, skill);
    }

    private static void Describe(Activity replan, ReplanReport report, string? holdsBecause)
    {
        if (report.CandidatesChecked > 0)
        {
            // It comes last, and the report says how long it took.
            DateTime end = DateTime.UtcNow;
            DateTime begin = end.AddMilliseconds(-report.CheckMs);
            using Activity? check = StackTelemetry.Source.StartActivity(
                "check", ActivityKind.Internal, replan.Context, startTime: begin < replan.StartTimeUtc ? replan.StartTimeUtc : begin);
            check?.SetTag("plans", report.CandidatesChecked).SetTag("vetoes", report.CandidatesVetoed).SetTag("veto", report.VetoReason).SetEndTime(end);
        }
        replan.SetTag("skill", report.Skill).SetTag("samples", report.Samples).SetTag("iterations", report.Iterations)
            .SetTag("cost", report.BestCost).SetTag("disagreement", report.Disagreement);
        if (holdsBecause is not null)
        {
            replan.SetStatus(ActivityStatusCode.Error, holdsBecause);
        }
    }
}
