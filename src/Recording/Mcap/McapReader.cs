using System.Buffers.Binary;
using RoboticsStack.Core;

namespace RoboticsStack.Recording.Mcap;

/// <summary>
/// Reads MCAP files from front to back, in constant memory, checking checksums. A file that was cut off, for instance by a crash, yields what
/// is whole and sets <see cref="IsTruncated"/>. A file that is damaged in the middle is an error, unless the reader is tolerant: then it
/// steps over what cannot be read and tells of it in <see cref="Damage"/>.
/// </summary>
public sealed class McapReader : IDisposable
{
    /// <summary>What a file is filled with where data were promised to the disk and never came.</summary>
    private const Opcode None = 0;

    private readonly string _path;
    private readonly bool _tolerant;
    private readonly FileStream _stream;
    private readonly ChunkOpener _chunks = new();
    private readonly Dictionary<ushort, McapSchema> _schemas = [];
    private readonly Dictionary<ushort, McapChannel> _channels = [];
    private readonly List<McapAttachment> _attachments = [];
    private readonly List<McapMetadata> _metadata = [];
    private readonly List<McapDamage> _damage = [];
    private byte[] _buffer = new byte[1 << 16];
    private uint _dataCrc = Crc32.Append(0, McapFormat.Magic);

    /// <exception cref="UserErrorException">The file is missing or no MCAP file.</exception>
    public McapReader(string path, bool tolerant = false)
    {
        (_path, _tolerant) = (path, tolerant);
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
        if (tolerant)
        {
            ReadSummary();
        }
    }

    /// <summary>What kind of recording it says it is; known once <see cref="ReadMessages"/> has begun.</summary>
    public string Profile { get; private set; } = "";

    /// <summary>Whether the end is missing, be it only the summary. Known once <see cref="ReadMessages"/> has come to its end.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>What a tolerant reader has stepped over, an unreadable end included.</summary>
    public IReadOnlyList<McapDamage> Damage => _damage;

    /// <summary>Those met so far; all of them once <see cref="ReadMessages"/> has come to its end.</summary>
    public IReadOnlyList<McapAttachment> Attachments => _attachments;

    /// <inheritdoc cref="Attachments"/>
    public IReadOnlyList<McapMetadata> Metadata => _metadata;

    /// <summary>Every message in the order of the file. Call once.</summary>
    /// <exception cref="UserErrorException">The file is damaged and the reader not tolerant, or it is compressed in an unknown way.</exception>
    public IEnumerable<McapMessage> ReadMessages()
    {
        bool hasChunks = false;
        while (ReadRecord() is var (opcode, body, offset))
        {
            if (opcode == Opcode.DataEnd)
            {
                Guard(() => CheckDataEnd(body), offset, 0);
                break;
            }
            if (opcode == Opcode.Chunk)
            {
                hasChunks = true;
                ReadOnlyMemory<byte> records = Guard(() => _chunks.Open(body), offset, body.Length);
                while (records.Length > 0)
                {
                    (Opcode inner, ReadOnlyMemory<byte> innerBody, records) = Guard(() => SplitRecord(records), offset, records.Length);
                    if (Guard(() => Handle(inner, innerBody), offset, innerBody.Length) is { } message)
                    {
                        yield return message;
                    }
                }
            }
            else if (opcode == Opcode.Message && _tolerant && hasChunks)
            {
                // No checksum covers it, and a file with chunks has no messages beside them: it is something else, damaged.
                _damage.Add(new(offset, body.Length, "a message stands where none belongs"));
            }
            else if (Guard(() => Handle(opcode, body), offset, body.Length) is { } message)
            {
                yield return message;
            }
        }
        IsTruncated |= !EndsWithMagic();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _chunks.Dispose();
    }

    private McapMessage? Handle(Opcode opcode, ReadOnlyMemory<byte> body)
    {
        RecordCursor fields = new(body);
        switch (opcode)
        {
            case Opcode.Header:
                Profile = fields.Text();
                return null;
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
        ChunkOpener.Check(body.Span[..fields.Position], fields.U32(), $"attachment '{name}'");
        _attachments.Add(new(name, mediaType, time, data));
    }

    private static (Opcode Opcode, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> After) SplitRecord(ReadOnlyMemory<byte> records)
    {
        RecordCursor fields = new(records);
        Opcode opcode = (Opcode)fields.U8();
        ReadOnlyMemory<byte> body = fields.Take(fields.U64());
        return (opcode, body, records[fields.Position..]);
    }

    /// <summary>The next whole record outside chunks, and where its body lies; null at the end of a file that has no DataEnd.</summary>
    private (Opcode Opcode, ReadOnlyMemory<byte> Body, long Offset)? ReadRecord()
    {
        Span<byte> header = stackalloc byte[McapFormat.RecordHeaderBytes];
        while (true)
        {
            long begin = _stream.Position;
            int read = _stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            Opcode opcode = (Opcode)header[0];
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header[1..]);
            if (read == header.Length && opcode != None && length <= (ulong)(_stream.Length - _stream.Position) && length <= ChunkOpener.MaxBytes)
            {
                if (_buffer.Length < (int)length)
                {
                    _buffer = new byte[Math.Max((int)length, 2 * _buffer.Length)];
                }
                Memory<byte> body = _buffer.AsMemory(0, (int)length);
                _stream.ReadExactly(body.Span);
                if (opcode != Opcode.DataEnd)
                {
                    _dataCrc = Crc32.Append(Crc32.Append(_dataCrc, header), body.Span);
                }
                return (opcode, body, begin + header.Length);
            }
            long next = _tolerant ? ChunkFinder.FindNext(_stream, begin + 1) : _stream.Length;
            if (next >= _stream.Length)
            {
                IsTruncated = true;
                if (_tolerant && next > begin)
                {
                    _damage.Add(new(begin, next - begin, "the end is not whole"));
                }
                return null;
            }
            _damage.Add(new(begin, next - begin, "what stands there is no record"));
            _stream.Position = next;
        }
    }

    /// <summary>Covers what no other checksum does: metadata, and the framing of the records.</summary>
    private bool CheckDataEnd(ReadOnlyMemory<byte> body)
    {
        uint expected = new RecordCursor(body).U32();
        if (_damage.Count == 0 && expected != 0 && expected != _dataCrc)
        {
            throw new InvalidDataException("the checksum of the whole is wrong");
        }
        return true;
    }

    /// <summary>What the summary says of schemas and channels, for the case that the chunk which introduces them is lost.</summary>
    private void ReadSummary()
    {
        long begin = _stream.Position;
        try
        {
            int tail = McapFormat.FooterBytes + McapFormat.Magic.Length;
            if (_stream.Length < begin + tail || !EndsWithMagic())
            {
                return;
            }
            byte[] footer = new byte[tail];
            _stream.Position = _stream.Length - tail;
            _stream.ReadExactly(footer);
            RecordCursor fields = new(footer.AsMemory(McapFormat.RecordHeaderBytes));
            ulong start = fields.U64();
            fields.U64();
            uint crc = fields.U32();
            long crcAt = _stream.Length - McapFormat.Magic.Length - sizeof(uint);
            if (footer[0] != (byte)Opcode.Footer || start == 0 || start >= (ulong)crcAt || crcAt - (long)start > ChunkOpener.MaxBytes)
            {
                return;
            }
            byte[] summary = new byte[crcAt - (long)start];
            _stream.Position = (long)start;
            _stream.ReadExactly(summary);
            ChunkOpener.Check(summary, crc, "the summary");
            ReadOnlyMemory<byte> records = summary;
            while (records.Span[0] != (byte)Opcode.Footer)
            {
                (Opcode opcode, ReadOnlyMemory<byte> body, records) = SplitRecord(records);
                if (opcode is Opcode.Schema or Opcode.Channel)
                {
                    Handle(opcode, body);
                }
            }
        }
        catch (InvalidDataException)
        {
            // The summary is damaged too; the chunks have to do without.
        }
        finally
        {
            _stream.Position = begin;
        }
    }

    private bool EndsWithMagic()
    {
        long position = _stream.Position;
        Span<byte> magic = stackalloc byte[McapFormat.Magic.Length];
        _stream.Position = Math.Max(0, _stream.Length - magic.Length);
        bool ends = _stream.Length >= 2 * magic.Length && _stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual(McapFormat.Magic);
        _stream.Position = position;
        return ends;
    }

    /// <summary>What a tolerant reader cannot read is noted and skipped.</summary>
    private T? Guard<T>(Func<T> read, long offset, long bytes)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e) when (_tolerant)
        {
            _damage.Add(new(offset, bytes, e.Message));
            return default;
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException($"The recording '{_path}' is damaged: {e.Message}. Save what is whole with: ./robot recover {_path}", e);
        }
    }
}
