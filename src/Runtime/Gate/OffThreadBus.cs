using RoboticsStack.Messaging.Bus;

namespace RoboticsStack.Runtime.Gate;

/// <summary>
/// Publishing for a thread that must neither block nor allocate: <see cref="Publish"/> copies the message into a ring of buffers made at the
/// start, and a thread of this class's own hands it on. One thread publishes at a time. When the ring is full the message is dropped and counted.
/// </summary>
internal sealed class OffThreadBus : IMessageBus
{
    private const int Capacity = 512;
    private const int InitialBytes = GateCycleLog.MaxMessageBytes;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly IMessageBus _bus;
    private readonly Slot[] _slots = new Slot[Capacity];
    private readonly Thread _thread;
    private long _written;
    private long _read;
    private long _dropped;
    private volatile bool _closing;

    /// <param name="bus">Stays the caller's.</param>
    public OffThreadBus(IMessageBus bus)
    {
        _bus = bus;
        for (int i = 0; i < Capacity; i++)
        {
            _slots[i] = new Slot { Topic = "", Payload = new byte[InitialBytes] };
        }
        _thread = new(Run) { Name = "gate publisher", IsBackground = true };
        _thread.Start();
    }

    public event Action<string>? ConnectionLost
    {
        add => _bus.ConnectionLost += value;
        remove => _bus.ConnectionLost -= value;
    }

    public bool IsConnected => _bus.IsConnected;
    public long UnsentCount => _bus.UnsentCount + Interlocked.Read(ref _dropped);

    public void Publish(string topic, ReadOnlySpan<byte> payload, QualityOfService qos = QualityOfService.AtMostOnce, bool retain = false)
    {
        if (_written - Volatile.Read(ref _read) == Capacity)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }
        ref Slot slot = ref _slots[_written % Capacity];
        if (slot.Payload.Length < payload.Length)
        {
            slot.Payload = new byte[2 * payload.Length];
        }
        payload.CopyTo(slot.Payload);
        (slot.Topic, slot.Length, slot.Qos, slot.Retain) = (topic, payload.Length, qos, retain);
        Volatile.Write(ref _written, _written + 1);
    }

    public IDisposable Subscribe(string filter, MessageHandler handler, QualityOfService qos = QualityOfService.AtLeastOnce) => _bus.Subscribe(filter, handler, qos);

    /// <summary>Hands on what waits, then ends the thread.</summary>
    public void Dispose()
    {
        _closing = true;
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    /// <summary>Looks every millisecond: waking this thread from the publisher's would cost the publisher a lock.</summary>
    private void Run()
    {
        while (true)
        {
            bool closing = _closing;
            while (_read < Volatile.Read(ref _written))
            {
                ref Slot slot = ref _slots[_read % Capacity];
                _bus.Publish(slot.Topic, slot.Payload.AsSpan(0, slot.Length), slot.Qos, slot.Retain);
                Volatile.Write(ref _read, _read + 1);
            }
            if (closing)
            {
                return;
            }
            Thread.Sleep(Pause);
        }
    }

    private struct Slot
    {
        public string Topic;
        public byte[] Payload;
        public int Length;
        public QualityOfService Qos;
        public bool Retain;
    }
}
