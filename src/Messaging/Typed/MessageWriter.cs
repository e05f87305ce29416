using Google.Protobuf;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Messaging.Typed;

/// <summary>Who publishes: goes into every header.</summary>
public readonly record struct MessageSource(string Name, ulong RunId);

/// <summary>
/// Publishes one kind of message on one topic and fills its header. Reuse the message object and nothing is allocated once the
/// buffer has grown. Not thread-safe.
/// </summary>
/// <param name="initialBytes">Room from the start; who must never allocate gives the longest message's.</param>
public sealed class MessageWriter<T>(
    IMessageBus bus, string topic, MessageSource source, QualityOfService qos = QualityOfService.AtMostOnce, bool retain = false, int initialBytes = 1024)
    where T : IMessage<T>, IStamped
{
    private byte[] _buffer = new byte[initialBytes];

    /// <summary>Sequence number of the latest message; the first has 1.</summary>
    public ulong Sequence { get; private set; }

    /// <param name="message">Its header is overwritten.</param>
    /// <param name="dataTime">When the data originated.</param>
    /// <param name="madeTime">When the message was made.</param>
    public void Publish(T message, Timestamp dataTime, Timestamp madeTime)
    {
        Header header = message.Header ??= new();
        header.DataTimeNs = dataTime.Nanoseconds;
        header.MadeTimeNs = madeTime.Nanoseconds;
        header.Source = source.Name;
        header.RunId = source.RunId;
        header.Sequence = ++Sequence;
        int size = message.CalculateSize();
        if (_buffer.Length < size)
        {
            _buffer = new byte[Math.Max(size, 2 * _buffer.Length)];
        }
        Span<byte> payload = _buffer.AsSpan(0, size);
        message.WriteTo(payload);
        bus.Publish(topic, payload, qos, retain);
    }
}
