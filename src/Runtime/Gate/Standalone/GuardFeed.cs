using System.Runtime.InteropServices;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Runtime.Gate.Standalone;

/// <summary>Gives the gate's guard what shows the robot's surroundings, out of the messages as they are on their way to the bus.</summary>
public sealed class GuardFeed(Topics topics, SurroundingsBuilder surroundings)
{
    private const int RoomRays = 360;
    private const int RoomPixels = 64;
    private const double RoomViewRad = 1.2;
    private const float WallM = 2;

    /// <summary>Within the arm's reach of the base, which alone is remembered, and out of the arm's way.</summary>
    private const ushort WallAheadMm = 1150;

    private static readonly float[] Walls = Ranges();
    private static readonly byte[] WallAhead = Depths();

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

    /// <summary>For a robot that is not there: a bare room whose walls stay as far away, whatever it does, and fill the guard's memory.</summary>
    public void ShowRoom(Timestamp now)
    {
        surroundings.AddScan(Walls, 0, 2 * Math.PI / RoomRays, now);
        surroundings.AddDepth(SurroundingsSensor.HeadCamera, new(WallAhead, RoomPixels, RoomPixels, RoomViewRad, RoomViewRad), now);
    }

    private static float[] Ranges()
    {
        float[] ranges = new float[RoomRays];
        ranges.AsSpan().Fill(WallM);
        return ranges;
    }

    private static byte[] Depths()
    {
        byte[] depths = new byte[sizeof(ushort) * RoomPixels * RoomPixels];
        MemoryMarshal.Cast<byte, ushort>(depths.AsSpan()).Fill(WallAheadMm);
        return depths;
    }
}
