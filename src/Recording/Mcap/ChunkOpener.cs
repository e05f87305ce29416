using RoboticsStack.Core;

namespace RoboticsStack.Recording.Mcap;

/// <summary>Takes the records out of a chunk: decompresses and checks them.</summary>
internal sealed class ChunkOpener : IDisposable
{
    public const long MaxBytes = 1L << 30;

    private ZstdDecompressor? _zstd;

    /// <summary>The records; valid until the next call.</summary>
    /// <exception cref="InvalidDataException">The chunk is damaged.</exception>
    /// <exception cref="UserErrorException">It is compressed in a way that this reader does not know, or whose library is missing.</exception>
    public ReadOnlyMemory<byte> Open(ReadOnlyMemory<byte> body)
    {
        RecordCursor fields = new(body);
        fields.U64();
        fields.U64();
        ulong bytes = fields.U64();
        uint crc = fields.U32();
        string compression = fields.Text();
        ReadOnlyMemory<byte> stored = fields.Take(fields.U64());
        if (bytes > MaxBytes)
        {
            throw new InvalidDataException($"a chunk of {bytes} bytes");
        }
        ReadOnlyMemory<byte> records = compression switch
        {
            McapFormat.NoCompression => stored,
            McapFormat.Zstd => Zstd().Decompress(stored.Span, (int)bytes),
            _ when IsName(compression) => throw new UserErrorException(
                $"The recording's chunks are compressed with '{compression}'; this reader knows {McapFormat.Zstd} and no compression. Convert it with: mcap compress --compression zstd"),
            _ => throw new InvalidDataException("the name of a chunk's compression makes no sense"),
        };
        Check(records.Span, crc, "a chunk");
        return records;
    }

    public static void Check(ReadOnlySpan<byte> bytes, uint expected, string what)
    {
        if (expected != 0 && Crc32.Append(0, bytes) != expected)
        {
            throw new InvalidDataException($"the checksum of {what} is wrong");
        }
    }

    public void Dispose() => _zstd?.Dispose();

    /// <summary>Those of the format, and what might be added to it: a damaged name is not told as an unknown compression.</summary>
    private static bool IsName(string compression) => compression.Length <= 8 && compression.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    private ZstdDecompressor Zstd() => _zstd ??= LibZstd.Version is null
        ? throw new UserErrorException($"The recording is compressed with zstd, whose library {LibZstd.LibraryName} is not installed. Install the package {LibZstd.PackageName}.")
        : new();
}
