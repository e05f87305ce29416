using System.Security.Cryptography;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Recording.Tests;

/// <summary>A recording of random messages on four channels, with an attachment in its middle and metadata at both ends.</summary>
/// <param name="Rows">The messages, as <see cref="Row(McapMessage)"/> and the reference reader print them.</param>
/// <param name="Chunks">After each finished chunk: length of the file, and how many messages it holds.</param>
/// <param name="DataBytes">Where the data end and the summary begins.</param>
internal sealed record RandomRecording(IReadOnlyList<string> Rows, IReadOnlyList<(long Bytes, int Messages)> Chunks, long DataBytes)
{
    public static RandomRecording Write(string path, ulong seed, int count, McapWriterOptions options)
    {
        RandomStream random = RandomStream.For(seed, "mcap");
        List<string> rows = [];
        List<(long, int)> chunks = [];
        using McapWriter writer = new(File.Create(path), options);
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
            if (writer.ChunkCount > chunks.Count)
            {
                chunks.Add((writer.Bytes, (int)writer.WrittenCount));
            }
        }
        if (count == 0)
        {
            writer.AddAttachment("scene.json", "application/json", time, [1, 2, 3]);
        }
        writer.AddMetadata("end", new Dictionary<string, string>());
        return new(rows, chunks, writer.Bytes);
    }

    public static string Row(McapMessage message) =>
        Row(message.Channel.Topic, message.Sequence, message.LogTime, message.PublishTime, message.Payload.Span);

    private static string Row(string topic, uint sequence, ulong logTime, ulong publishTime, ReadOnlySpan<byte> data) =>
        $"{topic} {sequence} {logTime} {publishTime} {data.Length} {Convert.ToHexStringLower(SHA256.HashData(data))}";
}
