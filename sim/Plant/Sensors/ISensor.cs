using Google.Protobuf;
using RoboticsStack.Core.Time;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Sensors;

/// <summary>What a sensor measures; the host maps it to a topic.</summary>
public enum SensorKind
{
    Joints,
    Wrench,
    Tactile,
    WristCamera,
    HeadCamera,
    Lidar,
    Imu,
    Odometry,
    PoseEstimate,
    Detections,
    People,
}

/// <summary>
/// A simulated sensor. It is polled after every physics step, and hands a finished message to the sink when one is due: measured at its
/// rate, delivered after its latency. It may spread costly work (rays) over the steps in between. Allocates nothing after its first message
/// where it can.
/// </summary>
public interface ISensor
{
    void Sample(IPhysicsWorld world, Timestamp now, ISensorSink sink);
}

public interface ISensorSink
{
    /// <param name="kind">Which sensor.</param>
    /// <param name="message">Belongs to the sensor, which fills it again later: serialise or copy it before returning. Its header is the sink's to fill.</param>
    /// <param name="dataTime">When it was measured.</param>
    /// <param name="madeTime">Now: measurement plus latency.</param>
    void Publish(SensorKind kind, IMessage message, Timestamp dataTime, Timestamp madeTime);
}
