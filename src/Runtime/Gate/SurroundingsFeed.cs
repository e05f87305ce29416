using Google.Protobuf;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Runtime.Gate;

/// <summary>
/// Hands the sensors' messages on, and gives those that show the robot's surroundings to the gate's own guard: at once, or, where the publisher is the
/// control loop's thread on the wall clock, on a thread of this class's own. One thread publishes at a time; nothing is allocated after construction.
/// </summary>
public sealed class SurroundingsFeed : ISensorSink, IDisposable
{
    private const int Capacity = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly ISensorSink _next;
    private readonly SurroundingsBuilder _builder;
    private readonly Slot[] _slots = [.. Enumerable.Range(0, Capacity).Select(_ => new Slot())];
    private readonly Thread? _thread;
    private long _written;
    private long _read;
    private long _dropped;
    private volatile bool _closing;

    /// <param name="next">Where all messages go as well.</param>
    /// <param name="builder">The guard's.</param>
    /// <param name="offThread">On a thread of its own.</param>
    public SurroundingsFeed(ISensorSink next, SurroundingsBuilder builder, bool offThread)
    {
        (_next, _builder) = (next, builder);
        if (offThread)
        {
            _thread = new(Run) { Name = "gate surroundings", IsBackground = true };
            _thread.Start();
        }
    }

    /// <summary>Messages that came faster than they could be taken in.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Publish(SensorKind kind, IMessage message, Timestamp dataTime, Timestamp madeTime)
    {
        _next.Publish(kind, message, dataTime, madeTime);
        if (kind is not (SensorKind.Lidar or SensorKind.WristCamera or SensorKind.HeadCamera))
        {
            return;
        }
        if (_written - Volatile.Read(ref _read) == Capacity)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }
        _slots[_written % Capacity].Fill(message, kind == SensorKind.HeadCamera, dataTime);
        Volatile.Write(ref _written, _written + 1);
        if (_thread is null)
        {
            TakeIn();
        }
    }

    public void Dispose()
    {
        _closing = true;
        _thread?.Join();
    }

    private void TakeIn()
    {
        while (_read < Volatile.Read(ref _written))
        {
            _slots[_read % Capacity].GiveTo(_builder);
            Volatile.Write(ref _read, _read + 1);
        }
    }

    private void Run()
    {
        while (!_closing)
        {
            TakeIn();
            Thread.Sleep(Pause);
        }
    }

    /// <summary>A copy of a message: the sensor fills its own again.</summary>
    private sealed class Slot
    {
        private float[] _ranges = new float[360];
        private byte[] _depth = new byte[2 * 96 * 72];
        private SurroundingsSensor _sensor;
        private Timestamp _time;
        private int _count;
        private double _start, _step;
        private DepthFrame _frame;

        public void Fill(IMessage message, bool isHead, Timestamp time)
        {
            _time = time;
            if (message is LidarScan scan)
            {
                (_sensor, _count, _start, _step) = (SurroundingsSensor.Lidar, scan.RangeM.Count, scan.StartAngleRad, scan.AngleStepRad);
                _ranges = _ranges.Length < _count ? new float[_count] : _ranges;
                for (int i = 0; i < _count; i++)
                {
                    _ranges[i] = scan.RangeM[i];
                }
            }
            else if (message is CameraFrame frame)
            {
                _sensor = isHead ? SurroundingsSensor.HeadCamera : SurroundingsSensor.WristCamera;
                ReadOnlySpan<byte> depth = frame.DepthMm.Span;
                _depth = _depth.Length < depth.Length ? new byte[depth.Length] : _depth;
                depth.CopyTo(_depth);
                _frame = new(_depth.AsMemory(0, depth.Length), (int)frame.Width, (int)frame.Height, frame.HorizontalFovRad, frame.VerticalFovRad);
            }
        }

        public void GiveTo(SurroundingsBuilder builder)
        {
            if (_sensor == SurroundingsSensor.Lidar)
            {
                builder.AddScan(_ranges.AsSpan(0, _count), _start, _step, _time);
            }
            else
            {
                builder.AddDepth(_sensor, _frame, _time);
            }
        }
    }
}
