using Google.Protobuf;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Plant.Sensors;

/// <summary>
/// A copy of a sensor's message in the form that the gate's guard takes: the sensor fills its own again. Its storage is used again for the next message.
/// </summary>
public sealed class SurroundingsMessage
{
    private float[] _ranges = [];
    private byte[] _depth = [];
    private SurroundingsSensor _sensor;
    private Timestamp _time;
    private int _count;
    private double _start, _step;
    private DepthFrame _frame;

    /// <summary>The guard's name for a sensor; null for one that does not show the robot's surroundings.</summary>
    public static SurroundingsSensor? SensorOf(SensorKind kind) => kind switch
    {
        SensorKind.Lidar => SurroundingsSensor.Lidar,
        SensorKind.WristCamera => SurroundingsSensor.WristCamera,
        SensorKind.HeadCamera => SurroundingsSensor.HeadCamera,
        _ => null,
    };

    /// <param name="sensor">Whose message it is.</param>
    /// <param name="message">A <see cref="LidarScan"/> or <see cref="CameraFrame"/>.</param>
    /// <param name="time">When it was measured.</param>
    public void Fill(SurroundingsSensor sensor, IMessage message, Timestamp time)
    {
        (_sensor, _time) = (sensor, time);
        if (message is LidarScan scan)
        {
            (_count, _start, _step) = (scan.RangeM.Count, scan.StartAngleRad, scan.AngleStepRad);
            _ranges = _ranges.Length < _count ? new float[_count] : _ranges;
            scan.RangeM.CopyTo(_ranges, 0);
        }
        else if (message is CameraFrame frame)
        {
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
