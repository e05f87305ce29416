using Google.Protobuf;
using RoboticsStack.Messaging.Bus;

namespace RoboticsStack.Messaging.Typed;

/// <summary>
/// Receives one kind of message. What cannot be read as that kind, or is too large, is dropped and counted; it never throws.
/// </summary>
public sealed class TypedSubscription<T> : IDisposable
    where T : class, IMessage<T>, new()
{
    private readonly MessageParser<T> _parser = new(static () => new T());
    private readonly Action<T> _handler;
    private readonly DropCounters _drops;
    private readonly int _maxBytes;
    private readonly IDisposable _subscription;

    public TypedSubscription(IMessageBus bus, string filter, Action<T> handler, DropCounters drops,
        int maxBytes = TypedSubscription.DefaultMaxBytes, QualityOfService qos = QualityOfService.AtLeastOnce)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        _handler = handler;
        _drops = drops;
        _maxBytes = maxBytes;
        _subscription = bus.Subscribe(filter, Receive, qos);
    }

    public void Dispose() => _subscription.Dispose();

    private void Receive(string topic, ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > _maxBytes)
        {
            _drops.Add(topic, DropReason.Oversized);
            return;
        }
        T message;
        try
        {
            message = _parser.ParseFrom(payload.Span);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever the parser stumbles over; it throws IndexOutOfRangeException, too, for some messages that are cut off.
            _drops.Add(topic, DropReason.Malformed);
            return;
        }
        _handler(message);
    }
}

public static class TypedSubscription
{
    public const int DefaultMaxBytes = 1 << 20;

    /// <inheritdoc cref="TypedSubscription{T}"/>
    public static TypedSubscription<T> SubscribeTo<T>(this IMessageBus bus, string filter, Action<T> handler, DropCounters drops,
        int maxBytes = DefaultMaxBytes, QualityOfService qos = QualityOfService.AtLeastOnce)
        where T : class, IMessage<T>, new() => new(bus, filter, handler, drops, maxBytes, qos);
}
