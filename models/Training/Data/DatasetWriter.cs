using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RoboticsStack.Core;

namespace RoboticsStack.Training;

/// <summary>Appends episodes to a data set file; closing it writes the end that makes the file whole.</summary>
public sealed class DatasetWriter : IDisposable
{
    private readonly FileStream _file;
    private int _episodes;
    private long _frames;

    /// <param name="append">Continue an existing, whole file; else it is replaced.</param>
    /// <exception cref="UserErrorException">The file cannot be written, or the one to continue is cut off or of another kind.</exception>
    public DatasetWriter(string path, bool append = false)
    {
        try
        {
            bool existing = append && File.Exists(path);
            if (existing)
            {
                (_episodes, _frames) = DatasetReader.ReadEnd(path);
            }
            _file = new FileStream(path, existing ? FileMode.Open : FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 20);
            if (existing)
            {
                _file.SetLength(_file.Length - DatasetFormat.EndBytes);
                _file.Seek(0, SeekOrigin.End);
                return;
            }
            Write(DatasetFormat.Magic);
            foreach (int value in DatasetFormat.Header)
            {
                Write(value);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"Cannot write the data set {path}: {error.Message}", error);
        }
    }

    public void Append(Episode episode)
    {
        ArgumentOutOfRangeException.ThrowIfZero(episode.Length);
        Write(DatasetFormat.EpisodeTag);
        Write(episode.Length);
        Write(episode.Seed);
        byte[] frames = new byte[episode.Length * DatasetFormat.FrameBytes];
        Span<byte> rest = frames;
        for (int i = 0; i < episode.Length; i++)
        {
            (Half[] observation, Half[] forces, Half[] labels, Half[] action, byte skill) = episode.Frame(i);
            rest[0] = skill;
            rest = rest[1..];
            foreach (Half[] part in (ReadOnlySpan<Half[]>)[observation, forces, labels, action])
            {
                ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes<Half>(part);
                bytes.CopyTo(rest);
                rest = rest[bytes.Length..];
            }
        }
        _file.Write(frames);
        _file.Write(SHA256.HashData(frames).AsSpan(0, DatasetFormat.ChecksumBytes));
        _episodes++;
        _frames += episode.Length;
    }

    public void Dispose()
    {
        Write(DatasetFormat.EndTag);
        Write(_episodes);
        Write(_frames);
        _file.Dispose();
    }

    private void Write(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _file.Write(bytes);
    }

    private void Write(int value) => Write((uint)value);

    private void Write(long value) => Write((ulong)value);

    private void Write(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _file.Write(bytes);
    }
}
