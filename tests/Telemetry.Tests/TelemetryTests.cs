using System.Diagnostics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Runtime.Telemetry;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.RealTime;
using RoboticsStack.Telemetry.Tests.Otlp;
using RoboticsStack.Tests;

namespace RoboticsStack.Telemetry.Tests;

public sealed class TelemetryTests
{
    private const int Iterations = 4;
    private const double CheckMs = 5;

    [Fact]
    public void A_replan_is_a_span_with_encoding_iterations_and_check_inside()
    {
        using OtlpReceiver receiver = new();
        Replan(receiver.Url, times: 2);
        ResourceSpans sent = receiver.Traces[0];
        Assert.Contains(sent.Resource.Attributes, a => (a.Key, a.Value.StringValue) == ("service.name", "robot-brain"));
        Assert.Contains(sent.Resource.Attributes, a => (a.Key, a.Value.StringValue) == ("service.instance.id", "2a"));
        Span[] replans = [.. receiver.Spans.Where(span => span.Name == "replan")];
        Assert.Equal(2, replans.Length);
        foreach (Span replan in replans)
        {
            Assert.True(replan.ParentSpanId.IsEmpty);
            Assert.Equal("reach", replan.Attributes.Single(a => a.Key == "skill").Value.StringValue);
            Span[] children = [.. receiver.Spans.Where(span => span.ParentSpanId == replan.SpanId).OrderBy(span => span.StartTimeUnixNano)];
            Assert.Equal(["encode", .. Enumerable.Repeat("iteration", Iterations), "check"], children.Select(span => span.Name));
            Assert.All(children, child => Assert.Equal(replan.TraceId, child.TraceId));
            Assert.All(children, child => Assert.InRange(child.StartTimeUnixNano, replan.StartTimeUnixNano, child.EndTimeUnixNano));
            Assert.All(children, child => Assert.InRange(child.EndTimeUnixNano, replan.StartTimeUnixNano, replan.EndTimeUnixNano));
            Assert.All(children.Zip(children.Skip(1)), pair => Assert.True(pair.First.EndTimeUnixNano <= pair.Second.StartTimeUnixNano));
            Assert.Equal(CheckMs, (children[^1].EndTimeUnixNano - children[^1].StartTimeUnixNano) * 1e-6, 3);
            Assert.Equal("Collision counter", children[^1].Attributes.Single(a => a.Key == "veto").Value.StringValue);
            Assert.Equal(256, children[1].Attributes.Single(a => a.Key == "samples").Value.IntValue);
        }
    }

    [Fact]
    public void Vetoes_and_durations_are_metrics()
    {
        using OtlpReceiver receiver = new();
        Replan(receiver.Url, times: 3);
        Assert.Equal(9, receiver.Metrics["robot.check.vetoes"].Sum.DataPoints.Single().AsInt);
        Assert.Equal(12, receiver.Metrics["robot.check.plans"].Sum.DataPoints.Single().AsInt);
        Assert.Equal(3 * Iterations, receiver.Metrics["robot.replan.iterations"].Sum.DataPoints.Single().AsInt);
        HistogramPoint total = receiver.Metrics["robot.replan.duration"].Histogram.DataPoints.Single();
        Assert.Equal(3u, total.Count);
        // Three times an encoding, the iterations and the check, each of which sleeps for a known time at least.
        Assert.True(total.Sum >= 3e-3 * (1 + Iterations + CheckMs));
        HistogramPoint check = receiver.Metrics["robot.replan.part.duration"].Histogram.DataPoints.Single(p => p.Attributes.Any(a => a.Value.StringValue == "check"));
        Assert.Equal(3u, check.Count);
        Assert.Equal(3 * CheckMs / 1000, check.Sum, 9);
    }

    [Fact]
    public void The_loops_own_histograms_are_sent_and_the_loop_only_counts()
    {
        using OtlpReceiver receiver = new();
        CycleSchedule schedule = new(0, 2_000_000);
        using (GateMetrics metrics = new(Gate(), () => schedule, () => null, () => 7))
        using (TelemetryExport.Start(receiver.Url, "gate", 1))
        {
            // 100 cycles on time within 30 µs, one 3 ms late, which leaves one out.
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                schedule.Begin(schedule.NextNanoseconds + 25_000);
                schedule.Duration.Add(140_000);
            }
            schedule.Begin(schedule.NextNanoseconds + 3_000_000);
            Assert.Equal(allocated, GC.GetAllocatedBytesForCurrentThread());
        }
        HistogramPoint lateness = receiver.Metrics["robot.loop.lateness"].Histogram.DataPoints.Single();
        Assert.Equal(101u, lateness.Count);
        Assert.Equal(100u, lateness.BucketCounts[lateness.ExplicitBounds.IndexOf(3e-5)]);
        Assert.Equal(100 * 25e-6 + 3e-3, lateness.Sum, 9);
        HistogramPoint duration = receiver.Metrics["robot.loop.duration"].Histogram.DataPoints.Single();
        Assert.Equal(100u, duration.Count);
        Assert.Equal(100 * 140e-6, duration.Sum, 9);
        Assert.Equal(1, receiver.Metrics["robot.loop.missed"].Sum.DataPoints.Single().AsInt);
        Assert.Equal(7, receiver.Metrics["robot.messages.unsent"].Sum.DataPoints.Single().AsInt);
        Assert.Equal(0, receiver.Metrics["robot.gate.interventions"].Sum.DataPoints.Single().AsInt);
    }

    [Fact]
    public void Without_the_option_nothing_is_sent_and_no_span_is_made()
    {
        using OtlpReceiver receiver = new();
        Activity? seen = null;
        using (TelemetryExport? export = TelemetryExport.Start(null, "brain", 1))
        {
            Assert.Null(export);
            using TracedPolicy policy = new(new ScriptedPolicy(new TracedModel(new Watcher(() => seen = Activity.Current)), 1, 0));
            policy.Decide(null!);
        }
        Assert.Null(seen);
        Assert.False(StackTelemetry.Source.HasListeners());
        Assert.Equal(0, receiver.RequestCount);
    }

    [Fact]
    public void A_collector_that_has_gone_costs_telemetry_only()
    {
        string url;
        using (OtlpReceiver receiver = new())
        {
            url = receiver.Url;
        }
        Replan(url, times: 1);
    }

    [Theory]
    [InlineData("localhost:4318")]
    [InlineData("ftp://localhost")]
    [InlineData("http://user:secret@localhost:4318")]
    [InlineData("")]
    public void An_address_of_another_kind_is_a_clear_error(string url)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => new CoffeeOptions { TelemetryUrl = url }.Validate());
        Assert.Contains("--telemetry", error.Message);
    }

    [Fact]
    public async Task A_run_is_not_begun_towards_a_collector_that_is_not_there()
    {
        string url;
        using (OtlpReceiver receiver = new())
        {
            url = receiver.Url;
            await TelemetryEndpoint.RequireAnswerAsync(url, default);
        }
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => TelemetryEndpoint.RequireAnswerAsync(url, default));
        Assert.Contains(url, error.Message);
        await TelemetryEndpoint.RequireAnswerAsync(null, default);
    }

    [Theory]
    [InlineData("http://host:4318", "http://host:4318/v1/traces")]
    [InlineData("https://host/otlp/", "https://host/otlp/v1/traces")]
    [InlineData("http://host:4317", "http://host:4317/")]
    public void Each_signal_has_its_own_path_over_http_and_none_over_grpc(string url, string address) =>
        Assert.Equal(address, TelemetryEndpoint.Parse(url).AddressFor("traces").ToString());

    private static void Replan(string url, int times)
    {
        using TracedPolicy policy = new(new ScriptedPolicy(new TracedModel(new IdleModel()), Iterations, CheckMs));
        using TelemetryExport? export = TelemetryExport.Start(url, "brain", 0x2A);
        for (int i = 0; i < times; i++)
        {
            policy.Decide(null!);
        }
    }

    private static SafetyGate Gate()
    {
        RobotDescription robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);
        return new(robot, new PlanOrigin(1, robot.ContentHash, null));
    }

    private sealed class Watcher(Action onEncode) : Models.IWorldModel
    {
        private readonly IdleModel _model = new();

        public string ModelHash => _model.ModelHash;
        public int LatentSize => _model.LatentSize;
        public int Horizon => _model.Horizon;
        public double HighDisagreement => _model.HighDisagreement;

        public void Encode(ReadOnlySpan<float> observation, Span<float> latent, Span<float> probes) => onEncode();

        public Models.RolloutBatch CreateRollout(int samples) => _model.CreateRollout(samples);

        public void Rollout(Models.RolloutBatch batch) => _model.Rollout(batch);
    }
}
