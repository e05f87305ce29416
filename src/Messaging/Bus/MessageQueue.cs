using System.Buffers;

namespace RoboticsStack.Messaging.Bus;

/// <summary>
/// A subscription whose messages wait until the owner asks for them, on the owner's thread. When full, the oldest message is
/// dropped and counted, and the bus is never held up.
/// </summary>
public sealed class MessageQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<(string Topic, byte[] Buffer, int Length)> _waiting;
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly IDisposable _subscription;
    private readonly int _capacity;
    private long _dropped;

    public MessageQueue(IMessageBus bus, string filter, int capacity = 4096, QualityOfService qos = QualityOfService.AtLeastOnce)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _capacity = capacity;
        _waiting = new(Math.Min(capacity, 256));
        _subscription = bus.Subscribe(filter, Enqueue, qos);
    }

    public long DroppedCount => Interlocked.Read(ref _dropped);

    /// <summary>Hands over every message that waits, in order; returns how many.</summary>
    public int Drain(MessageHandler handler)
    {
        int count = 0;
        while (TryTake(handler))
        {
            count++;
        }
        return count;
    }

    /// <summary>Waits for a message and hands it over; false when none came in time.</summary>
    public bool Take(MessageHandler handler, TimeSpan timeout, CancellationToken cancel = default)
    {
        while (!TryTake(handler))
        {
            if (!_arrived.Wait(timeout, cancel))
            {
                return false;
            }
        }
        return true;
    }

    public void Dispose()
    {
        _subscription.Dispose();
    }

    private bool TryTake(MessageHandler handler)
    {
        (string Topic, byte[] Buffer, int Length) next;
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out next))
            {
                return false;
            }
        }
        try
        {
            handler(next.Topic, next.Buffer.AsMemory(0, next.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(next.Buffer);
        }
        return true;
    }

    private void Enqueue(string topic, ReadOnlyMemory<byte> payload)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(buffer);
        lock (_lock)
        {
            if (_waiting.Count == _capacity)
            {
                ArrayPool<byte>.Shared.Return(_waiting.Dequeue().Buffer);
                _dropped++;
            }
            _waiting.Enqueue((topic, buffer, payload.Length));
        }
        if (_arrived.CurrentCount == 0)
        {
            _arrived.Release();
        }
    }
}
