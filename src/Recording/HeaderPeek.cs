using System.Buffers.Binary;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Recording;

/// <summary>Reads times and sequence from a serialised message's header without decoding the message.</summary>
/// <remarks>Protobuf writes fields in the order of their numbers, and every stamped message has its header as field 1.</remarks>
public static class HeaderPeek
{
    private const int LengthDelimited = 2;
    private const int Fixed64 = 1;
    private const int Fixed32 = 5;

    public readonly record struct Stamp(long DataTimeNs, long MadeTimeNs, ulong Sequence);

    public static bool TryRead(ReadOnlySpan<byte> message, out Stamp stamp)
    {
        stamp = default;
        if (!Varint(ref message, out ulong tag) || tag != (1 << 3 | LengthDelimited)
            || !Varint(ref message, out ulong length) || length > (ulong)message.Length)
        {
            return false;
        }
        ReadOnlySpan<byte> header = message[..(int)length];
        long data = 0;
        long made = 0;
        ulong sequence = 0;
        while (header.Length > 0)
        {
            if (!Varint(ref header, out ulong key))
            {
                return false;
            }
            int field = (int)(key >> 3);
            switch (key & 7)
            {
                case Fixed64 when header.Length >= 8:
                    long value = BinaryPrimitives.ReadInt64LittleEndian(header);
                    data = field == Header.DataTimeNsFieldNumber ? value : data;
                    made = field == Header.MadeTimeNsFieldNumber ? value : made;
                    header = header[8..];
                    break;
                case LengthDelimited when Varint(ref header, out ulong skip) && skip <= (ulong)header.Length:
                    header = header[(int)skip..];
                    break;
                case Fixed32 when header.Length >= 4:
                    header = header[4..];
                    break;
                case 0 when Varint(ref header, out ulong number):
                    sequence = field == Header.SequenceFieldNumber ? number : sequence;
                    break;
                default:
                    return false;
            }
        }
        stamp = new(data, made, sequence);
        return true;
    }

    private static bool Varint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < 10 && i < bytes.Length; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }
        return false;
    }
}
