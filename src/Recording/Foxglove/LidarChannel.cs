using Google.Protobuf;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Recording.Foxglove;

/// <summary>Scans of the planar lidar.</summary>
internal sealed class LidarChannel(string frame)
{
    public void Convert(LidarScan message, Action<string, IMessage> write)
    {
        long timeNs = message.Header?.DataTimeNs ?? 0;
        if (message.RangeM.Count == 0)
        {
            return;
        }
        Schemas.LaserScan scan = new()
        {
            Timestamp = timeNs.ToTimestamp(),
            FrameId = frame,
            Pose = Conversions.At(0, 0, 0),
            StartAngle = message.StartAngleRad,
            EndAngle = message.StartAngleRad + (message.RangeM.Count - 1) * message.AngleStepRad,
        };
        foreach (float range in message.RangeM)
        {
            // Nothing came back: not a point at the lidar itself.
            scan.Ranges.Add(range > 0 ? range : double.PositiveInfinity);
        }
        write(FoxgloveTopics.Lidar, scan);
    }
}
