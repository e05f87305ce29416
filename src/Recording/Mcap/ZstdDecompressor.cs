namespace RoboticsStack.Recording.Mcap;

/// <summary>Undoes <see cref="ZstdCompressor"/>. Not thread-safe.</summary>
internal sealed unsafe class ZstdDecompressor : IDisposable
{
    private nint _context = LibZstd.ZSTD_createDCtx();
    private byte[] _out = [];

    /// <summary>The bytes as they were; valid until the next call.</summary>
    /// <param name="bytes">How many they are, as stated beside the data.</param>
    /// <exception cref="InvalidDataException">The data are damaged, or are not what was stated.</exception>
    public ReadOnlyMemory<byte> Decompress(ReadOnlySpan<byte> data, int bytes)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        fixed (byte* source = data)
        {
            // Before memory is taken for it: the number beside the data may be what is damaged.
            ulong stated = LibZstd.ZSTD_getFrameContentSize(source, (nuint)data.Length);
            if (stated != (ulong)bytes && stated != LibZstd.UnknownSize)
            {
                throw new InvalidDataException("a chunk is not as long as it says");
            }
        }
        if (_out.Length < bytes)
        {
            _out = new byte[Math.Max(bytes, 2 * _out.Length)];
        }
        fixed (byte* source = data, destination = _out)
        {
            nuint written = LibZstd.ZSTD_decompressDCtx(_context, destination, (nuint)bytes, source, (nuint)data.Length);
            if (LibZstd.IsError(written))
            {
                throw new InvalidDataException($"a chunk cannot be decompressed ({LibZstd.Describe(written)})");
            }
            return (int)written == bytes ? _out.AsMemory(0, bytes) : throw new InvalidDataException("a chunk is not as long as it says");
        }
    }

    public void Dispose()
    {
        _ = LibZstd.ZSTD_freeDCtx(_context);
        _context = 0;
    }
}
