namespace RoboticsStack.Recording.Mcap;

/// <summary>Gathers the records of one chunk, and lays it out with the message indexes that follow it.</summary>
internal sealed class ChunkBuilder(McapWriterOptions options) : IDisposable
{
    private readonly RecordBuffer _records = new();
    private readonly SortedDictionary<ushort, List<(ulong Time, ulong Offset)>> _messages = [];
    private readonly ZstdCompressor? _zstd = options.Compression == McapCompression.Zstd ? new(options.CompressionLevel) : null;
    private ulong _firstTime = ulong.MaxValue;
    private ulong _lastTime;

    public bool IsEmpty => _records.Length == 0;

    /// <summary>Whether it has grown to its size.</summary>
    public bool IsFull => _records.Length >= options.ChunkBytes;

    /// <summary>Whether a message of that time still belongs into it.</summary>
    public bool Spans(ulong logTime) =>
        _firstTime > _lastTime || Math.Max(_lastTime, logTime) - Math.Min(_firstTime, logTime) < options.ChunkNs;

    /// <summary>Adds a whole record, of a schema or a channel.</summary>
    public void Add(ReadOnlySpan<byte> record) => _records.Bytes(record);

    public void AddMessage(ushort channel, uint sequence, ulong logTime, ulong publishTime, ReadOnlySpan<byte> payload)
    {
        if (!_messages.TryGetValue(channel, out List<(ulong, ulong)>? index))
        {
            _messages[channel] = index = [];
        }
        index.Add((logTime, (ulong)_records.Length));
        _firstTime = Math.Min(_firstTime, logTime);
        _lastTime = Math.Max(_lastTime, logTime);
        int begin = _records.Begin(Opcode.Message);
        _records.U16(channel);
        _records.U32(sequence);
        _records.U64(logTime);
        _records.U64(publishTime);
        _records.Bytes(payload);
        _records.End(begin);
    }

    /// <summary>Appends chunk and message indexes to <paramref name="target"/>, which is empty and will lie at <paramref name="offset"/> in the file.</summary>
    public ChunkEntry WriteTo(RecordBuffer target, ulong offset)
    {
        bool hasMessages = _firstTime <= _lastTime;
        (ulong first, ulong last) = hasMessages ? (_firstTime, _lastTime) : (0, 0);
        ReadOnlySpan<byte> stored = _zstd is null ? _records.Span : _zstd.Compress(_records.Span);
        string compression = _zstd is null ? McapFormat.NoCompression : McapFormat.Zstd;
        int begin = target.Begin(Opcode.Chunk);
        target.U64(first);
        target.U64(last);
        target.U64((ulong)_records.Length);
        target.U32(Crc32.Append(0, _records.Span));
        target.Text(compression);
        target.U64((ulong)stored.Length);
        target.Bytes(stored);
        target.End(begin);
        ulong length = (ulong)target.Length;
        Dictionary<ushort, ulong> indexOffsets = [];
        Dictionary<ushort, int> counts = [];
        foreach ((ushort channel, List<(ulong Time, ulong Offset)> entries) in _messages)
        {
            if (entries.Count > 0)
            {
                indexOffsets[channel] = offset + (ulong)target.Length;
                counts[channel] = entries.Count;
                WriteMessageIndex(target, channel, entries);
            }
        }
        return new ChunkEntry
        {
            FirstTime = first,
            LastTime = last,
            Offset = offset,
            Length = length,
            MessageIndexOffsets = indexOffsets,
            MessageIndexLength = (ulong)target.Length - length,
            Compression = compression,
            StoredBytes = (ulong)stored.Length,
            RecordBytes = (ulong)_records.Length,
            MessageCounts = counts,
        };
    }

    /// <summary>Forgets what it holds, for the next chunk.</summary>
    public void Clear()
    {
        _records.Clear();
        foreach (List<(ulong, ulong)> entries in _messages.Values)
        {
            entries.Clear();
        }
        (_firstTime, _lastTime) = (ulong.MaxValue, 0);
    }

    public void Dispose() => _zstd?.Dispose();

    private static void WriteMessageIndex(RecordBuffer target, ushort channel, List<(ulong Time, ulong Offset)> entries)
    {
        int begin = target.Begin(Opcode.MessageIndex);
        target.U16(channel);
        int block = target.BeginBlock();
        foreach ((ulong time, ulong offset) in entries.OrderBy(e => e.Time))
        {
            target.U64(time);
            target.U64(offset);
        }
        target.EndBlock(block);
        target.End(begin);
    }
}
