namespace RoboticsStack.Recording.Mcap;

/// <summary>
/// Writes an MCAP file: messages in compressed chunks with indexes, and at the end a summary with everything a reader needs to seek, all
/// with checksums. Each chunk is handed to the disk as it is finished, so that a file cut off by whatever is readable up to its last whole
/// chunk. Not thread-safe.
/// </summary>
public sealed class McapWriter : IDisposable
{
    public const string Library = "RoboticsStack";

    private readonly Stream _stream;
    private readonly ChunkBuilder _chunk;
    private readonly RecordBuffer _record = new();
    private readonly McapSummary _summary = new();
    private readonly SortedDictionary<ushort, byte[]> _schemas = [];
    private readonly SortedDictionary<ushort, byte[]> _channels = [];
    private ulong _position;
    private uint _dataCrc;
    private bool _finished;

    /// <param name="stream">Written from its present position, which becomes the file's beginning; closed with this writer.</param>
    public McapWriter(Stream stream, McapWriterOptions? options = null)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.ChunkBytes);
        _stream = stream;
        _chunk = new(options);
        Write(McapFormat.Magic);
        int begin = _record.Begin(Opcode.Header);
        _record.Text(options.Profile);
        _record.Text(Library);
        FlushRecord(begin);
    }

    /// <summary>Messages in finished chunks: what a reader would find if the file ended here.</summary>
    public ulong WrittenCount => _summary.MessageCount;

    /// <summary>Chunks finished so far.</summary>
    public int ChunkCount => _summary.Chunks.Count;

    /// <summary>Length of the file so far.</summary>
    public long Bytes => (long)_position;

    /// <summary>Of <see cref="WrittenCount"/>, those of one channel.</summary>
    public ulong WrittenCountOf(ushort channel) => _summary.CountOf(channel);

    /// <param name="name">Full name of the message type.</param>
    /// <param name="encoding">For instance <c>protobuf</c>, whose data is a FileDescriptorSet with all imports.</param>
    public ushort AddSchema(string name, string encoding, ReadOnlySpan<byte> data)
    {
        ushort id = checked((ushort)(_schemas.Count + 1));
        int begin = _record.Begin(Opcode.Schema);
        _record.U16(id);
        _record.Text(name);
        _record.Text(encoding);
        _record.U32((uint)data.Length);
        _record.Bytes(data);
        _schemas[id] = TakeRecord(begin);
        _chunk.Add(_schemas[id]);
        return id;
    }

    /// <param name="schema">Id from <see cref="AddSchema"/>, or 0 for none.</param>
    public ushort AddChannel(string topic, ushort schema, string messageEncoding, IReadOnlyDictionary<string, string> metadata)
    {
        ushort id = checked((ushort)(_channels.Count + 1));
        int begin = _record.Begin(Opcode.Channel);
        _record.U16(id);
        _record.U16(schema);
        _record.Text(topic);
        _record.Text(messageEncoding);
        _record.Map(metadata);
        _channels[id] = TakeRecord(begin);
        _chunk.Add(_channels[id]);
        return id;
    }

    /// <param name="logTime">Nanoseconds; the time axis of players.</param>
    /// <param name="publishTime">Nanoseconds; when the data originated.</param>
    public void WriteMessage(ushort channel, uint sequence, ulong logTime, ulong publishTime, ReadOnlySpan<byte> payload)
    {
        if (!_chunk.Spans(logTime))
        {
            FlushChunk();
        }
        _chunk.AddMessage(channel, sequence, logTime, publishTime, payload);
        if (_chunk.IsFull)
        {
            FlushChunk();
        }
    }

    public void AddAttachment(string name, string mediaType, ulong time, ReadOnlySpan<byte> data)
    {
        FlushChunk();
        ulong offset = _position;
        int begin = _record.Begin(Opcode.Attachment);
        _record.U64(time);
        _record.U64(time);
        _record.Text(name);
        _record.Text(mediaType);
        _record.U64((ulong)data.Length);
        _record.Bytes(data);
        _record.U32(Crc32.Append(0, _record.Span[begin..]));
        ulong length = FlushRecord(begin);
        _summary.Attachments.Add(new(offset, length, time, (ulong)data.Length, name, mediaType));
    }

    public void AddMetadata(string name, IReadOnlyDictionary<string, string> values)
    {
        FlushChunk();
        ulong offset = _position;
        int begin = _record.Begin(Opcode.Metadata);
        _record.Text(name);
        _record.Map(values);
        ulong length = FlushRecord(begin);
        _summary.Metadata.Add(new(offset, length, name));
    }

    /// <summary>Finishes the chunk in hand and has everything so far on the disk when it returns.</summary>
    public void FlushChunk()
    {
        if (_chunk.IsEmpty)
        {
            return;
        }
        ChunkEntry entry = _chunk.WriteTo(_record, _position);
        // In one piece: what is cut off then is this chunk, never the one before it.
        Write(_record.Span);
        _record.Clear();
        Sync();
        _summary.Add(entry);
        _chunk.Clear();
    }

    /// <summary>Writes what is pending and the summary, and closes the stream.</summary>
    public void Dispose()
    {
        if (_finished)
        {
            return;
        }
        _finished = true;
        using (_stream)
        using (_chunk)
        {
            FlushChunk();
            uint crc = _dataCrc;
            int begin = _record.Begin(Opcode.DataEnd);
            _record.U32(crc);
            FlushRecord(begin);
            Write(_summary.Build(_position, _schemas.Values, _channels.Values));
            Write(McapFormat.Magic);
            Sync();
        }
    }

    private void Sync()
    {
        if (_stream is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            _stream.Flush();
        }
    }

    /// <summary>Ends the record and writes it; returns its whole length.</summary>
    private ulong FlushRecord(int begin)
    {
        _record.End(begin);
        ulong length = (ulong)_record.Length;
        Write(_record.Span);
        _record.Clear();
        return length;
    }

    private byte[] TakeRecord(int begin)
    {
        _record.End(begin);
        byte[] record = _record.Span.ToArray();
        _record.Clear();
        return record;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _dataCrc = Crc32.Append(_dataCrc, bytes);
        _position += (ulong)bytes.Length;
    }
}
