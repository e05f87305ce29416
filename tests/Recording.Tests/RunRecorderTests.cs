using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using RoboticsStack.Core;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Mcap;
using RoboticsStack.Recording.Report;

namespace RoboticsStack.Recording.Tests;

public sealed class RunRecorderTests : IDisposable
{
    private static readonly Topics Topics = new("test");

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"run-{Guid.NewGuid():N}.mcap");
    private readonly InProcessBus _bus = new();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Everything_published_is_recorded_with_its_own_times_and_schemas()
    {
        using (RunRecorder recorder = new(_bus, new() { Path = _path, Topics = Topics, Metadata = new Dictionary<string, string> { ["seed"] = "1000" } }))
        {
            recorder.AddAttachment("scene.json", "application/json", "{}"u8);
            MessageWriter<JointStates> joints = new(_bus, Topics.Joints, new("gate", 1));
            MessageWriter<Imu> imu = new(_bus, Topics.Imu, new("gate", 1));
            for (int i = 0; i < 1000; i++)
            {
                Timestamp made = Timestamp.FromSeconds(1 + i * 0.01);
                joints.Publish(new() { PositionRad = { i, 2, 3 } }, made.AddSeconds(-0.004), made);
                imu.Publish(new(), made, made);
            }
            _bus.Publish(Topics.BrainStatus, StatusText.Online, retain: true);
            _bus.Publish("robot/other/sensors/joints", [1]);
            Assert.Null(recorder.Failure);
        }
        using McapReader reader = new(_path);
        List<(string Topic, ulong Log, ulong Publish, string? Schema, byte[] Data)> messages =
            [.. reader.ReadMessages().Select(m => (m.Channel.Topic, m.LogTime, m.PublishTime, m.Channel.Schema?.Name, m.Payload.ToArray()))];
        Assert.Equal(2001, messages.Count);
        Assert.Equal((Topics.Joints, 1_000_000_000ul, 996_000_000ul, "roboticsstack.v1.JointStates"),
            (messages[0].Topic, messages[0].Log, messages[0].Publish, messages[0].Schema));
        Assert.Equal(999, JointStates.Parser.ParseFrom(messages[1998].Data).PositionRad[0]);
        Assert.Equal((Topics.BrainStatus, "online"), (messages[2000].Topic, Encoding.UTF8.GetString(messages[2000].Data)));
        Assert.Equal("scene.json", Assert.Single(reader.Attachments).Name);
        Assert.Equal("1000", reader.Metadata[0].Values["seed"]);
        ReferenceReader.Result reference = ReferenceReader.Read(_path);
        Assert.Equal(2001, reference.Streamed.Length);
        Assert.True(reference.Complete);
    }

    [Fact]
    public void A_schema_describes_its_message_to_a_reader_that_knows_nothing()
    {
        using (RunRecorder recorder = new(_bus, new() { Path = _path, Topics = Topics }))
        {
            new MessageWriter<Plan>(_bus, Topics.Plan, new("brain", 1)).Publish(new(), default, default);
        }
        using McapReader reader = new(_path);
        McapSchema schema = reader.ReadMessages().Single().Channel.Schema!;
        FileDescriptorSet set = FileDescriptorSet.Parser.ParseFrom(schema.Data.Span);
        IReadOnlyList<FileDescriptor> files = FileDescriptor.BuildFromByteStrings(set.File.Select(f => f.ToByteString()));
        Assert.Contains(files.SelectMany(f => f.MessageTypes), t => t.FullName == schema.Name);
    }

    [Fact]
    public void A_whole_run_is_read_back_by_the_reference_library_as_it_was_published()
    {
        List<string> published = [];
        Dictionary<string, string> metadata = new() { ["seed"] = "21", ["run_id"] = "00ff" };
        using (_bus.Subscribe(Topics.All, (topic, payload) => published.Add($"{topic} {payload.Length} {Convert.ToHexStringLower(SHA256.HashData(payload.Span))}")))
        {
            SyntheticRun.Record(_bus, new() { Path = _path, Topics = Topics, Metadata = metadata }, SyntheticRun.SmallScene, seconds: 40, seed: 21);
        }
        ReferenceReader.Result result = ReferenceReader.Read(_path);
        Assert.True(result.Complete);
        Assert.Equal(published, result.Streamed.Select(WithoutTimes));
        Assert.Equal(result.Streamed.Order(StringComparer.Ordinal), result.Indexed.Order(StringComparer.Ordinal));
        Assert.Equal($"{published.Count}", result.Statistics.Messages);
        IReadOnlyDictionary<string, MessageDescriptor> types = TopicTypes.Of(Topics);
        Assert.Equal(published.Select(message => types[message.Split(' ')[0]].FullName).Distinct().Count(), result.Schemas.Length);
        Assert.Equal(["zstd"], result.Compressions);
        Assert.InRange(result.Statistics.Chunks, 40, 42);
        byte[] scene = SceneExport.ToJson(SyntheticRun.SmallScene);
        Assert.Equal([$"scene.json application/json {scene.Length} {Convert.ToHexStringLower(SHA256.HashData(scene))}"], result.Attachments);
        Assert.Equal(["run seed=21,run_id=00ff"], result.Metadata);
    }

    [Fact]
    public void Derived_channels_stand_beside_what_they_were_made_from()
    {
        using (RunRecorder recorder = new(_bus, new() { Path = _path, Topics = Topics, Derived = new Doubler() }))
        {
            _bus.Publish("robot/test/other", [1]);
            new MessageWriter<Imu>(_bus, Topics.Imu, new("gate", 1)).Publish(new(), Timestamp.FromSeconds(1), Timestamp.FromSeconds(2));
            new MessageWriter<Tick>(_bus, Topics.LockstepTick, new("gate", 1)).Publish(new(), Timestamp.FromSeconds(3), Timestamp.FromSeconds(3));
            new MessageWriter<Imu>(_bus, Topics.Imu, new("gate", 1)).Publish(new(), Timestamp.FromSeconds(4), Timestamp.FromSeconds(4));
            recorder.Dispose();
            Assert.Null(recorder.Failure);
            Assert.Equal("no ticks here", recorder.DerivedFailure?.Message);
        }
        using McapReader reader = new(_path);
        Assert.Equal(
            [
                ("robot/test/other", null, null, 0ul, 0ul),
                (Topics.Imu, null, "roboticsstack.v1.Imu", 2_000_000_000, 1_000_000_000),
                ("twice", Topics.Imu, "roboticsstack.v1.Vector3", 2_000_000_000, 1_000_000_000),
                ("twice", Topics.Imu, "roboticsstack.v1.Vector3", 2_000_000_000, 1_000_000_000),
                (Topics.LockstepTick, null, "roboticsstack.v1.Tick", 3_000_000_000, 3_000_000_000),
                (Topics.Imu, null, "roboticsstack.v1.Imu", 4_000_000_000, 4_000_000_000),
            ],
            reader.ReadMessages().Select(m => (m.Channel.Topic, m.Channel.Metadata.GetValueOrDefault(IDerivedChannels.ChannelKey), m.Channel.Schema?.Name, m.LogTime, m.PublishTime)));
    }

    [Fact]
    public void Too_much_at_once_is_dropped_and_counted_and_never_waits()
    {
        RunRecorder recorder = new(_bus, new() { Path = _path, Topics = Topics, MaxWaitingBytes = 1000 });
        _bus.Publish(Topics.HeadCamera, new byte[2000]);
        Assert.Equal(1, recorder.DroppedCount);
        recorder.Dispose();
        Assert.Equal(1, recorder.Summary().DroppedByTopic[Topics.HeadCamera]);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_a_clear_error() =>
        Assert.Throws<UserErrorException>(() => new RunRecorder(_bus, new() { Path = "/no/such/place/run.mcap", Topics = Topics }));

    private static string WithoutTimes(string row)
    {
        string[] parts = row.Split(' ');
        return $"{parts[0]} {parts[4]} {parts[5]}";
    }

    private sealed class Doubler : IDerivedChannels
    {
        public void Derive(string topic, ReadOnlyMemory<byte> payload, Action<string, IMessage> write)
        {
            if (topic == Topics.LockstepTick)
            {
                throw new InvalidOperationException("no ticks here");
            }
            if (topic == Topics.Imu)
            {
                write("twice", new Vector3 { X = 1 });
                write("twice", new Vector3 { X = 2 });
            }
        }
    }
}
