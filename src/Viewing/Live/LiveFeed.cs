using System.Buffers;
using System.Buffers.Binary;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;

namespace RoboticsStack.Viewing.Live;

/// <summary>
/// Keeps, of what passes over the bus, the newest message of each topic that the page shows, and the latest few of those of which it wants every one.
/// The bus is held up for a copy and no longer; whoever shows it takes frames at a pace of its own. Nothing is decoded here: the page does that.
/// </summary>
public sealed class LiveFeed : IDisposable
{
    /// <summary>Messages kept of a topic that the page gets every one of; a page that is slower than that misses some.</summary>
    private const int Kept = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Slot> _slots = [];
    private readonly IDisposable _subscription;
    private long _version;

    public LiveFeed(IMessageBus bus, Topics topics)
    {
        Topics = LiveTopics.Of(topics);
        for (int i = 0; i < Topics.Count; i++)
        {
            _slots[Topics[i].Topic] = new Slot((byte)i, Topics[i].EveryOne ? Kept : 1);
        }
        _subscription = bus.Subscribe(topics.All, Take);
    }

    /// <summary>In the order of their numbers in a frame.</summary>
    public IReadOnlyList<LiveTopic> Topics { get; }

    /// <summary>Writes what came after <paramref name="version"/>; returns the version that the frame reaches.</summary>
    /// <param name="version">Of the frame before; 0 for everything there is.</param>
    /// <param name="frame">Gets, for each message, the topic's number (1 byte), its length (4 bytes, little-endian) and the message.</param>
    public long WriteFrame(long version, IBufferWriter<byte> frame)
    {
        lock (_lock)
        {
            foreach (Slot slot in _slots.Values)
            {
                slot.WriteSince(version, frame);
            }
            return _version;
        }
    }

    public void Dispose() => _subscription.Dispose();

    private void Take(string topic, ReadOnlyMemory<byte> payload)
    {
        if (_slots.TryGetValue(topic, out Slot? slot))
        {
            lock (_lock)
            {
                slot.Add(++_version, payload.Span);
            }
        }
    }

    /// <summary>The latest messages of one topic, in a ring of buffers that are used again.</summary>
    private sealed class Slot(byte number, int capacity)
    {
        private readonly (long Version, byte[] Buffer, int Length)[] _ring = new (long, byte[], int)[capacity];
        private long _count;

        public void Add(long version, ReadOnlySpan<byte> payload)
        {
            ref (long Version, byte[] Buffer, int Length) place = ref _ring[_count++ % capacity];
            if (place.Buffer is null || place.Buffer.Length < payload.Length)
            {
                place.Buffer = new byte[payload.Length + payload.Length / 4];
            }
            payload.CopyTo(place.Buffer);
            (place.Version, place.Length) = (version, payload.Length);
        }

        public void WriteSince(long version, IBufferWriter<byte> frame)
        {
            for (long i = Math.Max(0, _count - capacity); i < _count; i++)
            {
                (long itsVersion, byte[] buffer, int length) = _ring[i % capacity];
                if (itsVersion > version)
                {
                    Span<byte> header = frame.GetSpan(1 + sizeof(int));
                    header[0] = number;
                    BinaryPrimitives.WriteInt32LittleEndian(header[1..], length);
                    frame.Advance(1 + sizeof(int));
                    frame.Write(buffer.AsSpan(0, length));
                }
            }
        }
    }
}
