using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RoboticsStack.Runtime.Gate;

/// <summary>
/// Every command that the hardware received, as little-endian doubles (<see cref="CycleColumns.CommandNames"/>), into a running SHA-256 and, if a file
/// is named, onto disk: equal runs leave equal logs, byte for byte.
/// </summary>
internal sealed class CommandLog : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileStream? _file;

    public CommandLog(string? file) => _file = file is null ? null : new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);

    /// <param name="command">As <see cref="CycleColumns"/> writes it.</param>
    public void Append(ReadOnlySpan<ulong> command)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(command);
        _hash.AppendData(bytes);
        _file?.Write(bytes);
    }

    /// <summary>Of everything so far, in hex.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose()
    {
        _file?.Dispose();
        _hash.Dispose();
    }
}
