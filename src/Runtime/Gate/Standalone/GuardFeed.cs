using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Runtime.Gate.Standalone;

/// <summary>Gives the gate's guard what shows the robot's surroundings, out of the messages as they are on their way to the bus.</summary>
public sealed class GuardFeed(Topics topics, SurroundingsBuilder surroundings)
{
    private const int OpenRays = 90;
    private const int OpenPixels = 4;
    private const double OpenViewRad = 1.2;

    private static readonly float[] NoReturns = new float[OpenRays];
    private static readonly byte[] NoDepth = new byte[sizeof(ushort) * OpenPixels * OpenPixels];

    private float[] _ranges = [];

    /// <summary>Looks at scans and depth images of the gate's own process; the rest is passed over.</summary>
    public void Take(string topic, ReadOnlySpan<byte> payload)
    {
        if (topic == topics.Lidar)
        {
            LidarScan scan = LidarScan.Parser.ParseFrom(payload);
            _ranges = _ranges.Length == scan.RangeM.Count ? _ranges : new float[scan.RangeM.Count];
            scan.RangeM.CopyTo(_ranges, 0);
            surroundings.AddScan(_ranges, scan.StartAngleRad, scan.AngleStepRad, new(scan.Header.DataTimeNs));
        }
        else if (topic == topics.WristCamera || topic == topics.HeadCamera)
        {
            CameraFrame frame = CameraFrame.Parser.ParseFrom(payload);
            surroundings.AddDepth(topic == topics.HeadCamera ? SurroundingsSensor.HeadCamera : SurroundingsSensor.WristCamera,
                new(frame.DepthMm.Memory, (int)frame.Width, (int)frame.Height, frame.HorizontalFovRad, frame.VerticalFovRad), new(frame.Header.DataTimeNs));
        }
    }

    /// <summary>For a robot that is not there: nothing is near.</summary>
    public void ShowOpenFloor(Timestamp now)
    {
        surroundings.AddScan(NoReturns, 0, 2 * Math.PI / OpenRays, now);
        surroundings.AddDepth(SurroundingsSensor.HeadCamera, new(NoDepth, OpenPixels, OpenPixels, OpenViewRad, OpenViewRad), now);
    }
}
