namespace RoboticsStack.Recording.Mcap;

/// <summary>
/// Writes an MCAP file: messages in uncompressed chunks with indexes, and at the end a summary with everything a reader needs to
/// seek, all with checksums. A file cut off in the middle is readable up to its last whole chunk. Not thread-safe.
/// </summary>
public sealed class McapWriter : IDisposable
{
    public const string Library = "RoboticsStack";

    private readonly Stream _stream;
    private readonly int _chunkBytes;
    private readonly RecordBuffer _chunk = new();
    private readonly RecordBuffer _record = new();
    private readonly McapSummary _summary = new();
    private readonly SortedDictionary<ushort, List<(ulong Time, ulong Offset)>> _chunkIndex = [];
    private readonly SortedDictionary<ushort, byte[]> _schemas = [];
    private readonly SortedDictionary<ushort, byte[]> _channels = [];
    private ulong _chunkStart;
    private ulong _chunkEnd;
    private int _chunkMessages;
    private ulong _position;
    private uint _dataCrc;
    private bool _finished;

    /// <param name="stream">Written from its present position, which becomes the file's beginning; closed with this writer.</param>
    /// <param name="chunkBytes">A chunk is closed once it holds this much.</param>
    public McapWriter(Stream stream, string profile = "", int chunkBytes = 1 << 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkBytes);
        _stream = stream;
        _chunkBytes = chunkBytes;
        Write(McapFormat.Magic);
        int begin = _record.Begin(Opcode.Header);
        _record.Text(profile);
        _record.Text(Library);
        FlushRecord(begin);
    }

    public ulong MessageCount => _summary.MessageCount;

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
        _record.End(begin);
        _schemas[id] = TakeRecord();
        _chunk.Bytes(_schemas[id]);
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
        _record.End(begin);
        _channels[id] = TakeRecord();
        _chunk.Bytes(_channels[id]);
        return id;
    }

    /// <param name="logTime">Nanoseconds; the time axis of players.</param>
    /// <param name="publishTime">Nanoseconds; when the data originated.</param>
    public void WriteMessage(ushort channel, uint sequence, ulong logTime, ulong publishTime, ReadOnlySpan<byte> payload)
    {
        if (!_chunkIndex.TryGetValue(channel, out List<(ulong, ulong)>? index))
        {
            _chunkIndex[channel] = index = [];
        }
        _chunkStart = _chunkMessages == 0 ? logTime : Math.Min(_chunkStart, logTime);
        _chunkEnd = Math.Max(_chunkEnd, logTime);
        _chunkMessages++;
        index.Add((logTime, (ulong)_chunk.Length));
        int begin = _chunk.Begin(Opcode.Message);
        _chunk.U16(channel);
        _chunk.U32(sequence);
        _chunk.U64(logTime);
        _chunk.U64(publishTime);
        _chunk.Bytes(payload);
        _chunk.End(begin);
        _summary.CountMessage(channel, logTime);
        if (_chunk.Length >= _chunkBytes)
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

    /// <summary>Writes what is pending and the summary, and closes the stream.</summary>
    public void Dispose()
    {
        if (_finished)
        {
            return;
        }
        _finished = true;
        using (_stream)
        {
            FlushChunk();
            uint crc = _dataCrc;
            int begin = _record.Begin(Opcode.DataEnd);
            _record.U32(crc);
            FlushRecord(begin);
            Write(_summary.Build(_position, _schemas.Values, _channels.Values));
            Write(McapFormat.Magic);
        }
    }

    private void FlushChunk()
    {
        if (_chunk.Length == 0)
        {
            return;
        }
        ulong offset = _position;
        int begin = _record.Begin(Opcode.Chunk);
        _record.U64(_chunkStart);
        _record.U64(_chunkEnd);
        _record.U64((ulong)_chunk.Length);
        _record.U32(Crc32.Append(0, _chunk.Span));
        _record.Text("");
        _record.U64((ulong)_chunk.Length);
        _record.Bytes(_chunk.Span);
        ulong length = FlushRecord(begin);
        ulong indexStart = _position;
        Dictionary<ushort, ulong> indexOffsets = [];
        foreach ((ushort channel, List<(ulong Time, ulong Offset)> entries) in _chunkIndex)
        {
            if (entries.Count > 0)
            {
                indexOffsets[channel] = _position;
                WriteMessageIndex(channel, entries);
                entries.Clear();
            }
        }
        _summary.Chunks.Add(new(_chunkStart, _chunkEnd, offset, length, indexOffsets, _position - indexStart, (ulong)_chunk.Length));
        _chunk.Clear();
        _chunkStart = _chunkEnd = 0;
        _chunkMessages = 0;
        _stream.Flush();
    }

    private void WriteMessageIndex(ushort channel, List<(ulong Time, ulong Offset)> entries)
    {
        int begin = _record.Begin(Opcode.MessageIndex);
        _record.U16(channel);
        int block = _record.BeginBlock();
        foreach ((ulong time, ulong offset) in entries.OrderBy(e => e.Time))
        {
            _record.U64(time);
            _record.U64(offset);
        }
        _record.EndBlock(block);
        FlushRecord(begin);
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

    private byte[] TakeRecord()
    {
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
