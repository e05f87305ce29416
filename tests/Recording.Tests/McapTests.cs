using System.Globalization;
using RoboticsStack.Core;
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
        List<string> got = [.. reader.ReadMessages().Select(Row)];
        Assert.Equal(expected, got);
        Assert.False(reader.IsTruncated);
        Assert.Equal([1, 2, 3], Assert.Single(reader.Attachments).Data.ToArray());
        Assert.Equal("5", reader.Metadata[0].Values["seed"]);
    }

    [Fact]
    public void Chunks_are_compressed_and_span_a_second_at_most()
    {
        using (McapWriter writer = new(File.Create(_path), new McapWriterOptions()))
        {
            ushort channel = writer.AddChannel("zeros", 0, "", new Dictionary<string, string>());
            for (uint i = 0; i < 100; i++)
            {
                writer.WriteMessage(channel, i, i * 100_000_000ul, 0, new byte[1000]);
            }
            Assert.Equal(9, writer.ChunkCount);
        }
        ReferenceReader.Result result = ReferenceReader.Read(_path);
        Assert.Equal(100, result.Streamed.Length);
        Assert.Equal(["zstd"], result.Compressions);
        Assert.InRange(new FileInfo(_path).Length, 0, 10_000);
    }

    [Fact]
    public void Without_compression_it_is_the_same_recording()
    {
        List<string> expected = WriteRandom(9, 300, McapCompression.None);
        ReferenceReader.Result result = ReferenceReader.Read(_path);
        Assert.Equal(expected, result.Streamed);
        Assert.Equal([""], result.Compressions);
        using McapReader reader = new(_path);
        Assert.Equal(expected, reader.ReadMessages().Select(Row));
    }

    [Fact]
    public void A_compression_that_nobody_here_knows_is_named()
    {
        WriteRandom(8, 50);
        byte[] bytes = File.ReadAllBytes(_path);
        int at = bytes.AsSpan().IndexOf("zstd"u8);
        "lz4x"u8.CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(_path, bytes);
        using McapReader reader = new(_path);
        Assert.Contains("'lz4x'", Assert.Throws<UserErrorException>(() => reader.ReadMessages().Count()).Message);
    }

    [Fact]
    public void A_reader_far_ahead_of_the_disk_is_told_what_is_there()
    {
        using McapWriter writer = new(File.Create(_path), new McapWriterOptions());
        ushort channel = writer.AddChannel("a", 0, "", new Dictionary<string, string>());
        writer.WriteMessage(channel, 1, 5, 5, [1]);
        Assert.Equal(0ul, writer.WrittenCount);
        writer.FlushChunk();
        Assert.Equal((1ul, 1ul, new FileInfo(_path).Length), (writer.WrittenCount, writer.WrittenCountOf(channel), writer.Bytes));
    }

    [Fact]
    public void What_is_no_recording_is_a_clear_error()
    {
        File.WriteAllText(_path, "not a recording at all");
        Assert.Contains("not an MCAP file", Assert.Throws<UserErrorException>(() => new McapReader(_path)).Message);
        Assert.Contains("cannot be opened", Assert.Throws<UserErrorException>(() => new McapReader(_path + ".missing")).Message);
    }

    private List<string> WriteRandom(ulong seed, int count, McapCompression compression = McapCompression.Zstd) =>
        [.. RandomRecording.Write(_path, seed, count, new McapWriterOptions { ChunkBytes = 20_000, Compression = compression }).Rows];

    private static string Row(McapMessage message) => RandomRecording.Row(message);

    private static ulong Time(string row) => ulong.Parse(row.Split(' ')[2], CultureInfo.InvariantCulture);
}
