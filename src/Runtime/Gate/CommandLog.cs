using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RoboticsStack.Runtime.Gate;

/// <summary>
/// Every command that the hardware received, as little-endian doubles (<see cref="CycleColumns.CommandNames"/>), into a running SHA-256 and, if a file
/// is named, onto disk: equal runs leave equal logs, byte for byte. A disk that fails ends the file and nothing else.
/// </summary>
internal sealed class CommandLog : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private FileStream? _file;

    public CommandLog(string? file) => _file = file is null ? null : new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);

    /// <param name="command">As <see cref="CycleColumns"/> writes it.</param>
    public void Append(ReadOnlySpan<ulong> command)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(command);
        _hash.AppendData(bytes);
        try
        {
            _file?.Write(bytes);
        }
        catch (IOException e)
        {
            EndFile(e);
        }
    }

    /// <summary>Why the file ends early; null if it does not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Of everything so far, in hex.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Has the file as far on the disk as it will get.</summary>
    public void Close()
    {
        try
        {
            _file?.Dispose();
            _file = null;
        }
        catch (IOException e)
        {
            EndFile(e);
        }
    }

    public void Dispose()
    {
        Close();
        _hash.Dispose();
    }

    private void EndFile(IOException failure)
    {
        Failure ??= failure.Message;
        FileStream? file = _file;
        _file = null;
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // What could not be written before cannot be written now; the file is closed all the same.
        }
    }
}
