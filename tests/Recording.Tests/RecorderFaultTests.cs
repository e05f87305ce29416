using Google.Protobuf;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Recording.Tests;

/// <summary>A disk that is full, slow or stuck costs messages in the recording, which are counted; whoever publishes notices nothing.</summary>
public sealed class RecorderFaultTests : IDisposable
{
    private const int Count = 3000;
    private static readonly Topics Topics = new("test");
    private static readonly TimeSpan Briefly = TimeSpan.FromMilliseconds(20);

    private readonly InProcessBus _bus = new();
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"fault-{Guid.NewGuid():N}.mcap");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_disk_that_fills_up_ends_the_recording_and_what_it_lacks_is_counted()
    {
        using FullDisk disk = new(bytes: 60_000);
        RunRecorder recorder = new(_bus, Options(), disk);
        PublishAll();
        recorder.Dispose();
        RecordingSummary summary = recorder.Summary();
        Assert.Contains(FullDisk.Complaint, summary.Failure);
        Assert.True(disk.WasClosed);
        Assert.Equal(2 * Count, summary.Messages + summary.Dropped);
        Assert.InRange(summary.Messages, 1, 2 * Count - 1);
        Assert.Equal([Topics.Imu, Topics.Joints], summary.DroppedByTopic.Keys);
        Assert.Equal(summary.Dropped, summary.DroppedByTopic.Values.Sum());
        Assert.InRange(summary.Bytes, 1, 60_000);
        const int chunk = 202;
        Assert.InRange(ReadableMessages(disk), summary.Messages, summary.Messages + chunk);
    }

    [Fact]
    public void A_disk_that_is_full_from_the_start_costs_the_whole_recording_and_no_more()
    {
        RunRecorder recorder = new(_bus, Options() with { Path = "/dev/full" });
        PublishAll();
        recorder.Dispose();
        RecordingSummary summary = recorder.Summary();
        Assert.Equal((0, 2 * Count, 0), (summary.Messages, summary.Dropped, summary.Bytes));
        Assert.Contains(FullDisk.Complaint, summary.Failure);
        Assert.IsAssignableFrom<IOException>(recorder.Failure);
    }

    [Fact]
    public void A_disk_that_is_stuck_holds_up_nobody_and_is_given_up_at_the_end()
    {
        using StuckDisk disk = new();
        RunRecorder recorder = new(_bus, Options() with { MaxWaitingMessages = 100, ClosePatience = Briefly }, disk);
        PublishAll();
        Assert.InRange(recorder.DroppedCount, 2 * Count - 200, 2 * Count - 100);
        recorder.Dispose();
        RecordingSummary summary = recorder.Summary();
        Assert.Equal((0, 2 * Count), (summary.Messages, summary.Dropped));
        Assert.Contains("too slow", summary.Failure);
        Assert.Contains("had not taken the rest", summary.Failure);
        disk.Free();
    }

    [Fact]
    public void What_a_slow_disk_does_take_is_whole()
    {
        using StuckDisk disk = new();
        RunRecorder recorder = new(_bus, Options() with { MaxWaitingMessages = 100 }, disk);
        PublishAll();
        disk.Free();
        recorder.Dispose();
        RecordingSummary summary = recorder.Summary();
        Assert.Equal(2 * Count, summary.Messages + summary.Dropped);
        Assert.Equal(recorder.DroppedCount, summary.Dropped);
        Assert.InRange(summary.Messages, 100, 200);
        Assert.Equal(summary.Messages, ReadableMessages(disk));
    }

    [Fact]
    public void What_never_arrived_is_known_by_the_gap_in_its_numbers()
    {
        RunRecorder recorder = new(_bus, Options());
        foreach (ulong sequence in (ulong[])[5, 6, 9, 10, 1, 2, 4])
        {
            _bus.Publish(Topics.Imu, new Imu { Header = new() { Sequence = sequence } }.ToByteArray());
        }
        recorder.Dispose();
        RecordingSummary summary = recorder.Summary();
        Assert.Equal((7, 3), (summary.Messages, summary.Dropped));
        Assert.Equal("3 messages did not arrive from the bus", summary.Failure);
    }

    [Fact]
    public void A_message_is_on_the_disk_soon_even_if_no_other_follows()
    {
        using RunRecorder recorder = new(_bus, Options());
        _bus.Publish(Topics.Imu, new Imu().ToByteArray());
        Assert.True(SpinWait.SpinUntil(() => recorder.Summary() is { Messages: 1, Dropped: 0 }, TimeSpan.FromMinutes(1)));
        using McapReader reader = new(_path);
        Assert.Single(reader.ReadMessages());
    }

    [Fact]
    public void Where_nothing_goes_wrong_nothing_is_lacking()
    {
        RunRecorder recorder = new(_bus, Options());
        PublishAll();
        recorder.Dispose();
        RecordingSummary summary = recorder.Summary();
        Assert.Equal((2 * Count, 0, null, new FileInfo(_path).Length), (summary.Messages, summary.Dropped, summary.Failure, summary.Bytes));
        Assert.Empty(summary.DroppedByTopic);
    }

    private RecorderOptions Options() => new() { Path = _path, Topics = Topics, MaxWaitingMessages = 4 * Count };

    private void PublishAll()
    {
        MessageWriter<JointStates> joints = new(_bus, Topics.Joints, new("gate", 1));
        MessageWriter<Imu> imu = new(_bus, Topics.Imu, new("gate", 1));
        for (int i = 0; i < Count; i++)
        {
            Timestamp now = Timestamp.FromSeconds(i * 0.01);
            joints.Publish(new() { PositionRad = { i, Math.Sin(i), Math.Sqrt(i) } }, now, now);
            imu.Publish(new(), now, now);
        }
    }

    private int ReadableMessages(MemoryStream disk)
    {
        File.WriteAllBytes(_path, disk.ToArray());
        using McapReader reader = new(_path);
        return reader.ReadMessages().Count();
    }
}
