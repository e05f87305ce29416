using System.Globalization;
using System.Security.Cryptography;
using RoboticsStack.Core;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Recording.Mcap;
using Xunit.Abstractions;

namespace RoboticsStack.Recording.Tests;

public sealed class McapTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"mcap-{Guid.NewGuid():N}.mcap");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3000)]
    public void The_reference_library_reads_every_message_back(int count)
    {
        const ulong seed = 11;
        output.WriteLine($"seed {seed}");
        List<string> expected = WriteRandom(seed, count);
        ReferenceReader.Result result = ReferenceReader.Read(_path);
        Assert.True(result.Complete);
        Assert.Equal(expected, result.Streamed);
        Assert.Equal(expected.Order(StringComparer.Ordinal), result.Indexed.Order(StringComparer.Ordinal));
        Assert.Equal(result.Indexed.Select(Time), result.Indexed.Select(Time).Order());
        Assert.Equal(count.ToString(CultureInfo.InvariantCulture), result.Statistics.Messages);
        Assert.Equal((1, 2), (result.Statistics.Attachments, result.Statistics.Metadata));
        Assert.StartsWith("scene.json application/json 3 ", result.Attachments[0]);
        Assert.Equal(["run seed=11,robot=test", "end "], result.Metadata);
        Assert.True(count < 3000 || result.Statistics.Chunks > 5);
    }

    [Fact]
    public void Our_reader_agrees_with_the_writer()
    {
        List<string> expected = WriteRandom(5, 500);
        using McapReader reader = new(_path);
        List<string> got = [.. reader.ReadMessages().Select(m => Row(m.Channel.Topic, m.Sequence, m.LogTime, m.PublishTime, m.Payload.Span))];
        Assert.Equal(expected, got);
        Assert.False(reader.IsTruncated);
        Assert.Equal([1, 2, 3], Assert.Single(reader.Attachments).Data.ToArray());
        Assert.Equal("5", reader.Metadata[0].Values["seed"]);
    }

    [Fact]
    public void A_file_cut_off_anywhere_yields_a_prefix_of_the_messages()
    {
        List<string> expected = WriteRandom(6, 400);
        byte[] whole = File.ReadAllBytes(_path);
        for (int length = 8; length < whole.Length; length += whole.Length / 37)
        {
            File.WriteAllBytes(_path, whole.AsSpan(0, length));
            using McapReader reader = new(_path);
            List<string> got = [.. reader.ReadMessages().Select(m => Row(m.Channel.Topic, m.Sequence, m.LogTime, m.PublishTime, m.Payload.Span))];
            Assert.Equal(expected.Take(got.Count), got);
        }
    }

    [Fact]
    public void An_altered_byte_in_a_chunk_is_noticed()
    {
        WriteRandom(7, 400);
        byte[] bytes = File.ReadAllBytes(_path);
        bytes[bytes.Length / 3] ^= 1;
        File.WriteAllBytes(_path, bytes);
        using McapReader reader = new(_path);
        UserErrorException error = Assert.Throws<UserErrorException>(() => reader.ReadMessages().Count());
        Assert.Contains("damaged", error.Message);
    }

    [Fact]
    public void What_is_no_recording_is_a_clear_error()
    {
        File.WriteAllText(_path, "not a recording at all");
        Assert.Contains("not an MCAP file", Assert.Throws<UserErrorException>(() => new McapReader(_path)).Message);
        Assert.Contains("cannot be opened", Assert.Throws<UserErrorException>(() => new McapReader(_path + ".missing")).Message);
    }

    private List<string> WriteRandom(ulong seed, int count)
    {
        RandomStream random = RandomStream.For(seed, "mcap");
        List<string> rows = [];
        using McapWriter writer = new(File.Create(_path), "", chunkBytes: 20_000);
        writer.AddMetadata("run", new Dictionary<string, string> { ["seed"] = $"{seed}", ["robot"] = "test" });
        ushort schema = writer.AddSchema("test.Bytes", "protobuf", [1, 2, 3]);
        ushort[] channels = new ushort[4];
        ulong time = 1000;
        for (int i = 0; i < count; i++)
        {
            int c = random.Index(channels.Length);
            if (channels[c] == 0)
            {
                channels[c] = writer.AddChannel($"topic/{c}", c == 0 ? (ushort)0 : schema, c == 0 ? "" : "protobuf", new Dictionary<string, string>());
            }
            byte[] payload = new byte[random.Index(200)];
            for (int j = 0; j < payload.Length; j++)
            {
                payload[j] = (byte)random.Index(256);
            }
            time += (ulong)random.Index(1000);
            writer.WriteMessage(channels[c], (uint)i, time, time - 7, payload);
            rows.Add(Row($"topic/{c}", (uint)i, time, time - 7, payload));
            if (i == count / 2)
            {
                writer.AddAttachment("scene.json", "application/json", time, [1, 2, 3]);
            }
        }
        if (count == 0)
        {
            writer.AddAttachment("scene.json", "application/json", time, [1, 2, 3]);
        }
        writer.AddMetadata("end", new Dictionary<string, string>());
        return rows;
    }

    private static string Row(string topic, uint sequence, ulong logTime, ulong publishTime, ReadOnlySpan<byte> data) =>
        $"{topic} {sequence} {logTime} {publishTime} {data.Length} {Convert.ToHexStringLower(SHA256.HashData(data))}";

    private static ulong Time(string row) => ulong.Parse(row.Split(' ')[2], CultureInfo.InvariantCulture);
}
