using System.Buffers;

namespace RoboticsStack.Messaging.Bus;

/// <summary>
/// A bus within one process, deterministic: one queue, handlers called in the order of subscription on the thread that
/// publishes. A message published from inside a handler is delivered after the present one, so that when an outermost
/// <see cref="Publish"/> returns, everything that followed from it has been delivered too.
/// </summary>
/// <remarks>With several publishing threads one of them delivers for all. A handler's exception reaches that publisher.</remarks>
public sealed class InProcessBus : IMessageBus
{
    private readonly Lock _lock = new();
    private readonly Queue<Envelope> _queue = new();
    private readonly SortedDictionary<string, byte[]> _retained = new(StringComparer.Ordinal);
    private Subscription[] _subscriptions = [];
    private bool _delivering;
    private bool _closed;
    private long _unsent;

    public event Action<string>? ConnectionLost;

    public bool IsConnected => !_closed;

    public long UnsentCount => Interlocked.Read(ref _unsent);

    public void Publish(string topic, ReadOnlySpan<byte> payload, QualityOfService qos = QualityOfService.AtMostOnce, bool retain = false)
    {
        TopicFilter.RequireTopic(topic);
        lock (_lock)
        {
            if (_closed)
            {
                _unsent++;
                return;
            }
            if (retain && payload.IsEmpty)
            {
                _retained.Remove(topic);
            }
            else if (retain)
            {
                _retained[topic] = payload.ToArray();
            }
            _queue.Enqueue(new(topic, Rent(payload), payload.Length, null));
        }
        Deliver();
    }

    public IDisposable Subscribe(string filter, MessageHandler handler, QualityOfService qos = QualityOfService.AtLeastOnce)
    {
        TopicFilter.RequireFilter(filter);
        Subscription subscription = new(filter, handler, qos, Remove);
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
            foreach ((string topic, byte[] payload) in _retained)
            {
                if (TopicFilter.Matches(filter, topic))
                {
                    _queue.Enqueue(new(topic, Rent(payload), payload.Length, subscription));
                }
            }
        }
        Deliver();
        return subscription;
    }

    /// <summary>Ends the bus as the loss of a broker would: for tests of what must follow.</summary>
    public void Break(string reason)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }
            _closed = true;
        }
        ConnectionLost?.Invoke(reason);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            _subscriptions = [];
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions.Where(s => s != subscription)];
        }
    }

    private void Deliver()
    {
        while (true)
        {
            Envelope next;
            Subscription[] subscriptions;
            lock (_lock)
            {
                if (_delivering || !_queue.TryDequeue(out next))
                {
                    return;
                }
                _delivering = true;
                subscriptions = _subscriptions;
            }
            try
            {
                ReadOnlyMemory<byte> payload = next.Buffer.AsMemory(0, next.Length);
                if (next.Only is not null)
                {
                    next.Only.Offer(next.Topic, payload, replayed: true);
                    continue;
                }
                foreach (Subscription subscription in subscriptions)
                {
                    subscription.Offer(next.Topic, payload, replayed: false);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(next.Buffer);
                lock (_lock)
                {
                    _delivering = false;
                }
            }
        }
    }

    private static byte[] Rent(ReadOnlySpan<byte> payload)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(buffer);
        return buffer;
    }

    /// <param name="Only">Set for a retained message that goes to one new subscription.</param>
    private readonly record struct Envelope(string Topic, byte[] Buffer, int Length, Subscription? Only);
}
