using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Hardware;
using RoboticsStack.Safety.RealTime;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Runtime.Gate.Standalone;

/// <summary>Passes on what the hardware's process measures, on a thread of its own, and closes each tenth of a second with a tick.</summary>
internal sealed class SensorRelay : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(1);

    private readonly IMessageBus _bus;
    private readonly MessageRing? _messages;
    private readonly GuardFeed _guard;
    private readonly MessageWriter<Tick> _ticks;
    private readonly Tick _tick = new();
    private readonly Thread _thread;
    private readonly long _zeroNs;
    private volatile bool _stopping;

    /// <param name="messages">Null: there are no sensors, only ticks, and the guard is shown a bare room.</param>
    /// <param name="surroundings">The guard's.</param>
    /// <param name="zeroNs">The run's time zero by the kernel's monotonic clock.</param>
    public SensorRelay(IMessageBus bus, Topics topics, MessageSource source, MessageRing? messages, SurroundingsBuilder surroundings, long zeroNs)
    {
        (_bus, _messages, _zeroNs) = (bus, messages, zeroNs);
        _guard = new(topics, surroundings);
        _ticks = new(bus, topics.LockstepTick, source);
        _thread = new(Run) { Name = "sensor relay", IsBackground = true };
    }

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _stopping = true;
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    private void Run()
    {
        MessageRing.ReadAction pass = (topic, payload) =>
        {
            // The guard first: it does not wait for a broker.
            _guard.Take(topic, payload);
            _bus.Publish(topic, payload);
        };
        const long tickNs = (long)(GateHost.TickSec * 1e9);
        long next = (MonotonicTimer.NowNanoseconds() - _zeroNs) / tickNs + 1;
        while (!_stopping)
        {
            while (_messages?.TryRead(pass) ?? false)
            {
            }
            long clock = MonotonicTimer.NowNanoseconds();
            long now = clock - _zeroNs;
            if (now >= next * tickNs)
            {
                next = now / tickNs;
                if (_messages is null)
                {
                    _guard.ShowRoom(new(now));
                }
                (_tick.TimeNs, _tick.Index, _tick.MonotonicNs) = (next * tickNs, (ulong)next, clock);
                _ticks.Publish(_tick, new(_tick.TimeNs), new(now));
                next++;
            }
            Thread.Sleep(LookEvery);
        }
    }
}
