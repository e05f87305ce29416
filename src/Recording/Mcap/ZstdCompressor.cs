namespace RoboticsStack.Recording.Mcap;

/// <summary>Compresses with Zstandard. Not thread-safe.</summary>
internal sealed unsafe class ZstdCompressor(int level) : IDisposable
{
    private nint _context = LibZstd.ZSTD_createCCtx();
    private byte[] _out = [];

    /// <summary>The compressed bytes; valid until the next call.</summary>
    public ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> data)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        int bound = (int)LibZstd.ZSTD_compressBound((nuint)data.Length);
        if (_out.Length < bound)
        {
            _out = new byte[Math.Max(bound, 2 * _out.Length)];
        }
        fixed (byte* source = data, destination = _out)
        {
            nuint written = LibZstd.ZSTD_compressCCtx(_context, destination, (nuint)_out.Length, source, (nuint)data.Length, level);
            return LibZstd.IsError(written)
                ? throw new InvalidOperationException($"{LibZstd.LibraryName} does not compress: {LibZstd.Describe(written)}")
                : _out.AsSpan(0, (int)written);
        }
    }

    public void Dispose()
    {
        _ = LibZstd.ZSTD_freeCCtx(_context);
        _context = 0;
    }
}
