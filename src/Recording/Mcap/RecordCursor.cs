using System.Buffers.Binary;
using System.Text;

namespace RoboticsStack.Recording.Mcap;

/// <summary>Reads the fields of a record one after the other. Running past the end throws <see cref="InvalidDataException"/>.</summary>
internal ref struct RecordCursor(ReadOnlyMemory<byte> memory)
{
    private readonly ReadOnlyMemory<byte> _memory = memory;

    public int Position { get; private set; }

    public readonly int Remaining => _memory.Length - Position;

    public byte U8() => Take(1).Span[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2).Span);

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span);

    public string Text() => Encoding.UTF8.GetString(Take(U32()).Span);

    public Dictionary<string, string> Map()
    {
        RecordCursor block = new(Take(U32()));
        Dictionary<string, string> map = [];
        while (block.Remaining > 0)
        {
            map[block.Text()] = block.Text();
        }
        return map;
    }

    public ReadOnlyMemory<byte> Take(ulong count)
    {
        if (count > (ulong)Remaining)
        {
            throw new InvalidDataException("a record ends before its fields do");
        }
        ReadOnlyMemory<byte> taken = _memory.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }
}
