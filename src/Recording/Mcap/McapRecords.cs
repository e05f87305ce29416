namespace RoboticsStack.Recording.Mcap;

public sealed record McapSchema(ushort Id, string Name, string Encoding, ReadOnlyMemory<byte> Data);

public sealed record McapChannel(ushort Id, McapSchema? Schema, string Topic, string MessageEncoding, IReadOnlyDictionary<string, string> Metadata);

/// <param name="Payload">Valid until the next message is read.</param>
public readonly record struct McapMessage(McapChannel Channel, uint Sequence, ulong LogTime, ulong PublishTime, ReadOnlyMemory<byte> Payload);

public sealed record McapAttachment(string Name, string MediaType, ulong Time, ReadOnlyMemory<byte> Data);

public sealed record McapMetadata(string Name, IReadOnlyDictionary<string, string> Values);

/// <summary>A part of a file that could not be read.</summary>
/// <param name="Offset">Where in the file it begins.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="What">What is wrong with it, for people.</param>
public sealed record McapDamage(long Offset, long Bytes, string What);
