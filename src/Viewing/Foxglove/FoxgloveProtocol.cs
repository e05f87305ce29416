using System.Buffers.Binary;
using System.Text.Json;

namespace RoboticsStack.Viewing.Foxglove;

/// <summary>
/// What goes over the wire in the WebSocket subprotocol <c>foxglove.sdk.v1</c> (github.com/foxglove/foxglove-sdk); of it, what serves live data.
/// Text messages are JSON objects with an <c>op</c>; binary ones begin with an opcode and are little-endian.
/// </summary>
internal static class FoxgloveProtocol
{
    /// <summary>The second, older name stands for the same bytes as far as they are used here.</summary>
    public static readonly IReadOnlyList<string> Subprotocols = ["foxglove.sdk.v1", "foxglove.websocket.v1"];

    /// <summary>Bytes before the payload of a message: opcode, subscription, time.</summary>
    public const int MessageHeaderBytes = 1 + sizeof(uint) + sizeof(ulong);

    private const byte MessageOpcode = 1;
    private const byte TimeOpcode = 2;

    public static byte[] ServerInfo(string name, IReadOnlyDictionary<string, string> metadata, string sessionId) =>
        Json(new { op = "serverInfo", name, capabilities = new[] { "time" }, metadata, sessionId });

    public static byte[] Advertise(IEnumerable<LiveChannel> channels) => Json(new
    {
        op = "advertise",
        channels = channels.Select(channel => new
        {
            id = channel.Id,
            topic = channel.Topic,
            encoding = "protobuf",
            schemaName = channel.SchemaName,
            schemaEncoding = "protobuf",
            schema = channel.SchemaBase64,
        }),
    });

    public static byte[] Unadvertise(IEnumerable<uint> channels) => Json(new { op = "unadvertise", channelIds = channels });

    /// <param name="level">0 information, 1 warning, 2 error.</param>
    /// <param name="message">For people.</param>
    /// <param name="id">A later status with the same id takes this one's place.</param>
    public static byte[] Status(int level, string message, string? id = null) =>
        id is null ? Json(new { op = "status", level, message }) : Json(new { op = "status", level, message, id });

    public static byte[] Message(uint subscription, ulong timeNs, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[MessageHeaderBytes + payload.Length];
        frame[0] = MessageOpcode;
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(1), subscription);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(1 + sizeof(uint)), timeNs);
        payload.CopyTo(frame.AsSpan(MessageHeaderBytes));
        return frame;
    }

    public static byte[] Time(ulong timeNs)
    {
        byte[] frame = new byte[1 + sizeof(ulong)];
        frame[0] = TimeOpcode;
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(1), timeNs);
        return frame;
    }

    private static byte[] Json<T>(T message) => JsonSerializer.SerializeToUtf8Bytes(message);
}
