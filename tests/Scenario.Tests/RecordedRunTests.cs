using System.Security.Cryptography;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording;
using RoboticsStack.Recording.Mcap;
using RoboticsStack.Recording.Tests;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Runs;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Scenario.Tests;

/// <summary>A run of gate, plant and brain, recorded.</summary>
public sealed class RecordedRunTests(ReplayRun run) : IClassFixture<ReplayRun>, IDisposable
{
    private const ulong RunId = 78;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"recorded-{Guid.NewGuid():N}.mcap");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_reference_library_reads_every_message_back_as_it_was_published()
    {
        List<string> published = [];
        CoffeeOptions options = new() { Seed = ReplayRun.Seed, TimeLimitSec = 3 };
        RunRecorder? recorder = null;
        using (AssembledGate gate = GateFactory.Simulated(ReplayRun.Robot, options.Seed, RunId, modelHash: null, gripperStart: new Pose(new Vec3(0.55, 0.1, 0.35), Quat.Identity)))
        using (AssembledBrain brain = run.NewBrain())
        {
            LocalRun.Run(options, gate, brain.Brain, RunId, CancellationToken.None, (bus, topics) =>
            {
                bus.Subscribe(topics.All, (topic, payload) => published.Add($"{topic} {payload.Length} {Convert.ToHexStringLower(SHA256.HashData(payload.Span))}"));
                recorder = new RunRecorder(bus, new RecorderOptions { Path = _path, Topics = topics, Metadata = RunProvenance.Metadata(options, RunId) });
                RunProvenance.Attach(recorder, ReplayRun.Robot);
            });
        }
        recorder!.Dispose();
        RecordingSummary summary = recorder.Summary();
        Assert.Equal((published.Count, 0, null), (summary.Messages, summary.Dropped, summary.Failure));
        ReferenceReader.Result result = ReferenceReader.Read(_path);
        Assert.True(result.Complete);
        Assert.Equal(published, result.Streamed.Select(row => row.Split(' ')).Select(parts => $"{parts[0]} {parts[4]} {parts[5]}"));
        Assert.Equal(result.Streamed.Order(StringComparer.Ordinal), result.Indexed.Order(StringComparer.Ordinal));
        Assert.Equal(["robot.yaml", "robot.urdf", "robot.safety.yaml"], result.Attachments.Select(attachment => attachment.Split(' ')[0]));
        Assert.Contains("seed=3,", Assert.Single(result.Metadata), StringComparison.Ordinal);
        Assert.InRange(result.Schemas.Length, 19, 30);
    }
}
