namespace RoboticsStack.Recording.Mcap;

/// <summary>Gathers during writing what the summary section repeats and indexes.</summary>
internal sealed class McapSummary
{
    private readonly SortedDictionary<ushort, ulong> _messageCounts = [];
    private readonly RecordBuffer _out = new();
    private ulong _firstTime = ulong.MaxValue;
    private ulong _lastTime;

    public List<ChunkEntry> Chunks { get; } = [];
    public List<AttachmentEntry> Attachments { get; } = [];
    public List<MetadataEntry> Metadata { get; } = [];
    public ulong MessageCount { get; private set; }

    /// <summary>How many messages of a channel lie in the chunks so far.</summary>
    public ulong CountOf(ushort channel) => _messageCounts.GetValueOrDefault(channel);

    public void Add(ChunkEntry chunk)
    {
        Chunks.Add(chunk);
        foreach ((ushort channel, int count) in chunk.MessageCounts)
        {
            MessageCount += (ulong)count;
            _messageCounts[channel] = CountOf(channel) + (ulong)count;
        }
        if (chunk.MessageCounts.Count > 0)
        {
            _firstTime = Math.Min(_firstTime, chunk.FirstTime);
            _lastTime = Math.Max(_lastTime, chunk.LastTime);
        }
    }

    /// <summary>Summary section, summary offsets and footer, as they stand at file offset <paramref name="start"/>.</summary>
    public ReadOnlySpan<byte> Build(ulong start, IReadOnlyCollection<byte[]> schemas, IReadOnlyCollection<byte[]> channels)
    {
        List<(Opcode Group, int Start, int Length)> groups = [];
        void Group(Opcode opcode, Action write)
        {
            int begin = _out.Length;
            write();
            if (_out.Length > begin)
            {
                groups.Add((opcode, begin, _out.Length - begin));
            }
        }

        Group(Opcode.Schema, () => Repeat(schemas));
        Group(Opcode.Channel, () => Repeat(channels));
        Group(Opcode.Statistics, () => WriteStatistics(schemas.Count, channels.Count));
        Group(Opcode.ChunkIndex, () => Chunks.ForEach(WriteChunkIndex));
        Group(Opcode.AttachmentIndex, () => Attachments.ForEach(WriteAttachmentIndex));
        Group(Opcode.MetadataIndex, () => Metadata.ForEach(WriteMetadataIndex));
        ulong offsetsStart = start + (ulong)_out.Length;
        foreach ((Opcode group, int groupStart, int length) in groups)
        {
            int begin = _out.Begin(Opcode.SummaryOffset);
            _out.U8((byte)group);
            _out.U64(start + (ulong)groupStart);
            _out.U64((ulong)length);
            _out.End(begin);
        }
        WriteFooter(start, offsetsStart);
        return _out.Span;
    }

    private void Repeat(IEnumerable<byte[]> records)
    {
        foreach (byte[] record in records)
        {
            _out.Bytes(record);
        }
    }

    private void WriteStatistics(int schemas, int channels)
    {
        int begin = _out.Begin(Opcode.Statistics);
        _out.U64(MessageCount);
        _out.U16((ushort)schemas);
        _out.U32((uint)channels);
        _out.U32((uint)Attachments.Count);
        _out.U32((uint)Metadata.Count);
        _out.U32((uint)Chunks.Count);
        _out.U64(MessageCount == 0 ? 0 : _firstTime);
        _out.U64(_lastTime);
        int block = _out.BeginBlock();
        foreach ((ushort channel, ulong count) in _messageCounts)
        {
            _out.U16(channel);
            _out.U64(count);
        }
        _out.EndBlock(block);
        _out.End(begin);
    }

    private void WriteChunkIndex(ChunkEntry chunk)
    {
        int begin = _out.Begin(Opcode.ChunkIndex);
        _out.U64(chunk.FirstTime);
        _out.U64(chunk.LastTime);
        _out.U64(chunk.Offset);
        _out.U64(chunk.Length);
        int block = _out.BeginBlock();
        foreach ((ushort channel, ulong offset) in chunk.MessageIndexOffsets)
        {
            _out.U16(channel);
            _out.U64(offset);
        }
        _out.EndBlock(block);
        _out.U64(chunk.MessageIndexLength);
        _out.Text(chunk.Compression);
        _out.U64(chunk.StoredBytes);
        _out.U64(chunk.RecordBytes);
        _out.End(begin);
    }

    private void WriteAttachmentIndex(AttachmentEntry attachment)
    {
        int begin = _out.Begin(Opcode.AttachmentIndex);
        _out.U64(attachment.Offset);
        _out.U64(attachment.Length);
        _out.U64(attachment.Time);
        _out.U64(attachment.Time);
        _out.U64(attachment.DataBytes);
        _out.Text(attachment.Name);
        _out.Text(attachment.MediaType);
        _out.End(begin);
    }

    private void WriteMetadataIndex(MetadataEntry metadata)
    {
        int begin = _out.Begin(Opcode.MetadataIndex);
        _out.U64(metadata.Offset);
        _out.U64(metadata.Length);
        _out.Text(metadata.Name);
        _out.End(begin);
    }

    /// <summary>Its checksum covers the summary section and the footer up to the checksum itself.</summary>
    private void WriteFooter(ulong summaryStart, ulong offsetsStart)
    {
        int begin = _out.Begin(Opcode.Footer);
        _out.U64(summaryStart);
        _out.U64(offsetsStart);
        const int crcBytes = 4;
        _out.U32(0);
        _out.End(begin);
        uint crc = Crc32.Append(0, _out.Span[..^crcBytes]);
        _out.Shorten(crcBytes);
        _out.U32(crc);
    }

    public readonly record struct AttachmentEntry(ulong Offset, ulong Length, ulong Time, ulong DataBytes, string Name, string MediaType);

    public readonly record struct MetadataEntry(ulong Offset, ulong Length, string Name);
}

/// <summary>What the summary says of one chunk.</summary>
internal sealed record ChunkEntry
{
    public required ulong FirstTime { get; init; }
    public required ulong LastTime { get; init; }
    public required ulong Offset { get; init; }
    public required ulong Length { get; init; }
    public required IReadOnlyDictionary<ushort, ulong> MessageIndexOffsets { get; init; }
    public required ulong MessageIndexLength { get; init; }
    public required string Compression { get; init; }

    /// <summary>Size of its records in the file.</summary>
    public required ulong StoredBytes { get; init; }

    /// <summary>Size of its records once decompressed.</summary>
    public required ulong RecordBytes { get; init; }

    /// <summary>Messages in it, by channel.</summary>
    public required IReadOnlyDictionary<ushort, int> MessageCounts { get; init; }
}
