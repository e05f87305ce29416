using System.Buffers.Binary;
using System.Text;

namespace RoboticsStack.Recording.Mcap;

/// <summary>Grows as records are appended; all numbers little-endian.</summary>
internal sealed class RecordBuffer
{
    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Shorten(int bytes) => Length -= bytes;

    /// <summary>Begins a record; give the result to <see cref="End"/>, which fills in its length.</summary>
    public int Begin(Opcode opcode)
    {
        U8((byte)opcode);
        U64(0);
        return Length;
    }

    public void End(int begin) => BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(begin - 8), (ulong)(Length - begin));

    public void U8(byte value) => Take(1)[0] = value;

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    public void Text(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        U32((uint)length);
        Encoding.UTF8.GetBytes(value, Take(length));
    }

    public void Map(IReadOnlyDictionary<string, string> map)
    {
        int start = BeginBlock();
        foreach ((string key, string value) in map)
        {
            Text(key);
            Text(value);
        }
        EndBlock(start);
    }

    /// <summary>Begins something preceded by its length in bytes as u32.</summary>
    public int BeginBlock()
    {
        U32(0);
        return Length;
    }

    public void EndBlock(int start) => BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(start - 4), (uint)(Length - start));

    private Span<byte> Take(int count)
    {
        int needed = Length + count;
        if (_bytes.Length < needed)
        {
            Array.Resize(ref _bytes, Math.Max(needed, 2 * _bytes.Length));
        }
        Span<byte> taken = _bytes.AsSpan(Length, count);
        Length = needed;
        return taken;
    }
}
