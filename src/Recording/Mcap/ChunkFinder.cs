namespace RoboticsStack.Recording.Mcap;

/// <summary>Finds chunks by what their records look like, where the records before them make no sense.</summary>
internal static class ChunkFinder
{
    /// <summary>From a chunk record's first byte to its compression's name with length: opcode, length, two times, size, checksum.</summary>
    private const int NameOffset = McapFormat.RecordHeaderBytes + 8 + 8 + 8 + 4;
    private const int BlockBytes = 1 << 20;

    private static ReadOnlySpan<byte> Name => [4, 0, 0, 0, (byte)'z', (byte)'s', (byte)'t', (byte)'d'];

    /// <summary>Where the next compressed chunk begins, at <paramref name="from"/> or later; the stream's length if there is none.</summary>
    public static long FindNext(Stream stream, long from)
    {
        byte[] block = new byte[BlockBytes + NameOffset + Name.Length];
        for (long at = from; at < stream.Length; at += BlockBytes)
        {
            stream.Position = at;
            int read = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
            for (int i = 0; ; i++)
            {
                int found = block.AsSpan(0, read)[Math.Min(i, read)..].IndexOf(Name);
                if (found < 0)
                {
                    break;
                }
                i += found;
                if (i >= NameOffset && block[i - NameOffset] == (byte)Opcode.Chunk)
                {
                    return at + i - NameOffset;
                }
            }
        }
        return stream.Length;
    }
}
