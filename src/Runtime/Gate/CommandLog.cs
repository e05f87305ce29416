using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Gate;

/// <summary>
/// Every command that the hardware received, as little-endian doubles, into a running SHA-256 and, if a file is named, onto disk: equal runs leave
/// equal logs, byte for byte.
/// </summary>
internal sealed class CommandLog : IDisposable
{
    public const int ValuesPerCommand = 21;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileStream? _file;
    private readonly double[] _values = new double[ValuesPerCommand];

    public CommandLog(string? file) => _file = file is null ? null : new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);

    public void Append(in GatedCommand command)
    {
        for (int joint = 0; joint < 7; joint++)
        {
            _values[joint] = command.PositionRad[joint];
            _values[7 + joint] = command.VelocityRadPerSec[joint];
        }
        _values[14] = command.LiftM;
        _values[15] = command.GripperWidthM;
        _values[16] = command.GripperForceN;
        _values[17] = command.BaseVxMPerSec;
        _values[18] = command.BaseVyMPerSec;
        _values[19] = command.BaseYawRateRadPerSec;
        _values[20] = (int)command.Mode;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes<double>(_values);
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
