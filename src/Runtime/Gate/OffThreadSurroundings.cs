using Google.Protobuf;
using RoboticsStack.Core.Time;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Runtime.Gate;

/// <summary>
/// <see cref="SurroundingsFeed"/> for a publisher that must not be held up: messages are copied into a ring, and a thread of this class's own makes of them
/// what the control loop sees. One thread publishes at a time. When the ring is full a message is left out and counted.
/// </summary>
internal sealed class OffThreadSurroundings : ISensorSink, IDisposable
{
    private const int Capacity = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly ISensorSink _next;
    private readonly SurroundingsBuilder _builder;
    private readonly SurroundingsMessage[] _slots = [.. Enumerable.Range(0, Capacity).Select(_ => new SurroundingsMessage())];
    private readonly Thread _thread;
    private long _written;
    private long _read;
    private long _dropped;
    private volatile bool _closing;

    public OffThreadSurroundings(ISensorSink next, SurroundingsBuilder builder)
    {
        (_next, _builder) = (next, builder);
        _thread = new(Run) { Name = "gate surroundings", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Messages that came faster than they could be taken in.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Publish(SensorKind kind, IMessage message, Timestamp dataTime, Timestamp madeTime)
    {
        _next.Publish(kind, message, dataTime, madeTime);
        if (SurroundingsMessage.SensorOf(kind) is not { } sensor)
        {
            return;
        }
        if (_written - Volatile.Read(ref _read) == Capacity)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }
        _slots[_written % Capacity].Fill(sensor, message, dataTime);
        Volatile.Write(ref _written, _written + 1);
    }

    public void Dispose()
    {
        _closing = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_closing)
        {
            while (_read < Volatile.Read(ref _written))
            {
                _slots[_read % Capacity].GiveTo(_builder);
                Volatile.Write(ref _read, _read + 1);
            }
            Thread.Sleep(Pause);
        }
    }
}
