using System.Buffers.Binary;
using RoboticsStack.Core;

namespace RoboticsStack.Recording.Mcap;

public sealed record McapSchema(ushort Id, string Name, string Encoding, ReadOnlyMemory<byte> Data);

public sealed record McapChannel(ushort Id, McapSchema? Schema, string Topic, string MessageEncoding, IReadOnlyDictionary<string, string> Metadata);

/// <param name="Payload">Valid until the next message is read.</param>
public readonly record struct McapMessage(McapChannel Channel, uint Sequence, ulong LogTime, ulong PublishTime, ReadOnlyMemory<byte> Payload);

public sealed record McapAttachment(string Name, string MediaType, ulong Time, ReadOnlyMemory<byte> Data);

public sealed record McapMetadata(string Name, IReadOnlyDictionary<string, string> Values);

/// <summary>
/// Reads uncompressed MCAP files from front to back, in constant memory, checking checksums. A file that was cut off, for
/// instance by a crash, yields what is whole and sets <see cref="IsTruncated"/>.
/// </summary>
public sealed class McapReader : IDisposable
{
    private const long MaxRecordBytes = 1L << 30;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly Dictionary<ushort, McapSchema> _schemas = [];
    private readonly Dictionary<ushort, McapChannel> _channels = [];
    private readonly List<McapAttachment> _attachments = [];
    private readonly List<McapMetadata> _metadata = [];
    private byte[] _buffer = new byte[1 << 16];

    /// <exception cref="UserErrorException">The file is missing or no MCAP file.</exception>
    public McapReader(string path)
    {
        _path = path;
        try
        {
            _stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The recording '{path}' cannot be opened: {e.Message}", e);
        }
        Span<byte> magic = stackalloc byte[McapFormat.Magic.Length];
        if (_stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !magic.SequenceEqual(McapFormat.Magic))
        {
            _stream.Dispose();
            throw new UserErrorException($"'{path}' is not an MCAP file.");
        }
    }

    /// <summary>Known once <see cref="ReadMessages"/> has come to its end.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Those met so far; all of them once <see cref="ReadMessages"/> has come to its end.</summary>
    public IReadOnlyList<McapAttachment> Attachments => _attachments;

    /// <inheritdoc cref="Attachments"/>
    public IReadOnlyList<McapMetadata> Metadata => _metadata;

    /// <summary>Every message in the order of the file. Call once.</summary>
    /// <exception cref="UserErrorException">The file is damaged: a checksum is wrong or a record makes no sense.</exception>
    public IEnumerable<McapMessage> ReadMessages()
    {
        while (ReadRecord() is var (opcode, body) && opcode != Opcode.DataEnd)
        {
            if (opcode == Opcode.Chunk)
            {
                ReadOnlyMemory<byte> records = Guard(() => OpenChunk(body));
                while (records.Length > 0)
                {
                    (Opcode inner, ReadOnlyMemory<byte> innerBody, records) = Guard(() => SplitRecord(records));
                    if (Guard(() => Handle(inner, innerBody)) is { } message)
                    {
                        yield return message;
                    }
                }
            }
            else if (Guard(() => Handle(opcode, body)) is { } message)
            {
                yield return message;
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private McapMessage? Handle(Opcode opcode, ReadOnlyMemory<byte> body)
    {
        RecordCursor fields = new(body);
        switch (opcode)
        {
            case Opcode.Schema:
                ushort schemaId = fields.U16();
                _schemas[schemaId] = new(schemaId, fields.Text(), fields.Text(), fields.Take(fields.U32()).ToArray());
                return null;
            case Opcode.Channel:
                ushort channelId = fields.U16();
                ushort itsSchema = fields.U16();
                _channels[channelId] = new(channelId, _schemas.GetValueOrDefault(itsSchema), fields.Text(), fields.Text(), fields.Map());
                return null;
            case Opcode.Attachment:
                ReadAttachment(body);
                return null;
            case Opcode.Metadata:
                _metadata.Add(new(fields.Text(), fields.Map()));
                return null;
            case Opcode.Message:
                ushort id = fields.U16();
                McapChannel channel = _channels.GetValueOrDefault(id) ?? throw new InvalidDataException($"a message names channel {id}, which does not exist");
                return new(channel, fields.U32(), fields.U64(), fields.U64(), body[McapFormat.MessagePrefixBytes..]);
            default:
                return null;
        }
    }

    private void ReadAttachment(ReadOnlyMemory<byte> body)
    {
        RecordCursor fields = new(body);
        ulong time = fields.U64();
        fields.U64();
        string name = fields.Text();
        string mediaType = fields.Text();
        byte[] data = fields.Take(fields.U64()).ToArray();
        CheckCrc(body.Span[..fields.Position], fields.U32(), $"attachment '{name}'");
        _attachments.Add(new(name, mediaType, time, data));
    }

    private static ReadOnlyMemory<byte> OpenChunk(ReadOnlyMemory<byte> body)
    {
        RecordCursor fields = new(body);
        fields.U64();
        fields.U64();
        fields.U64();
        uint crc = fields.U32();
        string compression = fields.Text();
        if (compression.Length > 0)
        {
            throw new InvalidDataException($"its chunks are compressed ({compression}), which this reader does not know");
        }
        ReadOnlyMemory<byte> records = fields.Take(fields.U64());
        CheckCrc(records.Span, crc, "a chunk");
        return records;
    }

    private static (Opcode Opcode, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> After) SplitRecord(ReadOnlyMemory<byte> records)
    {
        RecordCursor fields = new(records);
        Opcode opcode = (Opcode)fields.U8();
        ReadOnlyMemory<byte> body = fields.Take(fields.U64());
        return (opcode, body, records[fields.Position..]);
    }

    /// <summary>The next whole record outside chunks; null at the end of a file that has no DataEnd.</summary>
    private (Opcode Opcode, ReadOnlyMemory<byte> Body)? ReadRecord()
    {
        Span<byte> header = stackalloc byte[McapFormat.RecordHeaderBytes];
        if (_stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            IsTruncated = true;
            return null;
        }
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header[1..]);
        if (length > (ulong)(_stream.Length - _stream.Position))
        {
            IsTruncated = true;
            return null;
        }
        if (length > MaxRecordBytes)
        {
            throw Damaged($"a record of {length} bytes");
        }
        if (_buffer.Length < (int)length)
        {
            _buffer = new byte[Math.Max((int)length, 2 * _buffer.Length)];
        }
        Memory<byte> body = _buffer.AsMemory(0, (int)length);
        _stream.ReadExactly(body.Span);
        return ((Opcode)header[0], body);
    }

    private static void CheckCrc(ReadOnlySpan<byte> bytes, uint expected, string what)
    {
        if (expected != 0 && Crc32.Append(0, bytes) != expected)
        {
            throw new InvalidDataException($"the checksum of {what} is wrong");
        }
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e.Message);
        }
    }

    private UserErrorException Damaged(string reason) => new($"The recording '{_path}' is damaged: {reason}. Record the run again.");
}
