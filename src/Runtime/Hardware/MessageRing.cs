using System.Text;

namespace RoboticsStack.Runtime.Hardware;

/// <summary>
/// Messages from one process to another through shared memory: one writer, one reader, nobody waits. When it is full the message is dropped
/// and counted.
/// </summary>
/// <remarks>Head: bytes written and bytes read so far, dropped messages. An entry: length of topic, length of payload, both; padded to 8 bytes, never split.</remarks>
internal sealed unsafe class MessageRing(byte* memory, int bytes)
{
    private const int HeadBytes = 64;
    private const int EntryHead = 8;

    /// <summary>In place of a topic's length: the rest up to the ring's end is empty.</summary>
    private const int Skip = -1;

    private readonly int _capacity = bytes - HeadBytes;
    private readonly Dictionary<int, string> _topics = [];

    private ref long Written => ref *(long*)memory;
    private ref long Read => ref *(long*)(memory + 8);
    private ref long DroppedHere => ref *(long*)(memory + 16);

    public long Dropped => Volatile.Read(ref DroppedHere);

    public bool TryWrite(string topic, ReadOnlySpan<byte> payload)
    {
        int topicBytes = Encoding.UTF8.GetByteCount(topic);
        int size = (EntryHead + topicBytes + payload.Length + 7) & ~7;
        long written = Written;
        int at = (int)(written % _capacity);
        int skipped = at + size > _capacity ? _capacity - at : 0;
        if (written + skipped + size - Volatile.Read(ref Read) > _capacity)
        {
            Volatile.Write(ref DroppedHere, DroppedHere + 1);
            return false;
        }
        byte* entry = memory + HeadBytes + at;
        if (skipped > 0)
        {
            *(int*)entry = Skip;
            entry = memory + HeadBytes;
        }
        (*(int*)entry, *(int*)(entry + 4)) = (topicBytes, payload.Length);
        Encoding.UTF8.GetBytes(topic, new Span<byte>(entry + EntryHead, topicBytes));
        payload.CopyTo(new Span<byte>(entry + EntryHead + topicBytes, payload.Length));
        Volatile.Write(ref Written, written + skipped + size);
        return true;
    }

    /// <summary>Hands over the oldest message, if there is one. The payload is valid only until the handler returns.</summary>
    public bool TryRead(ReadAction handler)
    {
        long read = Read;
        if (read >= Volatile.Read(ref Written))
        {
            return false;
        }
        int at = (int)(read % _capacity);
        byte* entry = memory + HeadBytes + at;
        if (*(int*)entry == Skip)
        {
            read += _capacity - at;
            entry = memory + HeadBytes;
        }
        (int topicBytes, int payloadBytes) = (*(int*)entry, *(int*)(entry + 4));
        ReadOnlySpan<byte> name = new(entry + EntryHead, topicBytes);
        handler(NameOf(name), new ReadOnlySpan<byte>(entry + EntryHead + topicBytes, payloadBytes));
        Volatile.Write(ref Read, read + ((EntryHead + topicBytes + payloadBytes + 7) & ~7));
        return true;
    }

    public delegate void ReadAction(string topic, ReadOnlySpan<byte> payload);

    /// <summary>The few topics there are become strings once.</summary>
    private string NameOf(ReadOnlySpan<byte> name)
    {
        HashCode hash = default;
        hash.AddBytes(name);
        int key = hash.ToHashCode();
        if (!_topics.TryGetValue(key, out string? topic) || !Equals(topic, name))
        {
            _topics[key] = topic = Encoding.UTF8.GetString(name);
        }
        return topic;
    }

    private static bool Equals(string topic, ReadOnlySpan<byte> name)
    {
        Span<byte> bytes = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(topic, bytes, out int length) && bytes[..length].SequenceEqual(name);
    }
}
