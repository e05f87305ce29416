using Google.Protobuf;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant.Sensors;

namespace RoboticsStack.Runtime.Gate;

/// <summary>Puts simulated sensors' messages on the bus, one writer per sensor.</summary>
internal sealed class SensorPublisher(IMessageBus bus, Topics topics, MessageSource source) : ISensorSink
{
    private readonly MessageWriter<JointStates> _joints = new(bus, topics.Joints, source);
    private readonly MessageWriter<WristWrench> _wrench = new(bus, topics.Wrench, source);
    private readonly MessageWriter<TactilePads> _tactile = new(bus, topics.Tactile, source);
    private readonly MessageWriter<CameraFrame> _wrist = new(bus, topics.WristCamera, source);
    private readonly MessageWriter<CameraFrame> _head = new(bus, topics.HeadCamera, source);
    private readonly MessageWriter<LidarScan> _lidar = new(bus, topics.Lidar, source);
    private readonly MessageWriter<Imu> _imu = new(bus, topics.Imu, source);
    private readonly MessageWriter<Odometry> _odometry = new(bus, topics.Odometry, source);
    private readonly MessageWriter<PoseEstimate> _pose = new(bus, topics.PoseEstimate, source);
    private readonly MessageWriter<Detections> _detections = new(bus, topics.Detections, source);
    private readonly MessageWriter<PeopleSeen> _people = new(bus, topics.PeopleSeen, source);

    public void Publish(SensorKind kind, IMessage message, Timestamp dataTime, Timestamp madeTime)
    {
        switch (kind)
        {
            case SensorKind.Joints:
                _joints.Publish((JointStates)message, dataTime, madeTime);
                break;
            case SensorKind.Wrench:
                _wrench.Publish((WristWrench)message, dataTime, madeTime);
                break;
            case SensorKind.Tactile:
                _tactile.Publish((TactilePads)message, dataTime, madeTime);
                break;
            case SensorKind.WristCamera:
                _wrist.Publish((CameraFrame)message, dataTime, madeTime);
                break;
            case SensorKind.HeadCamera:
                _head.Publish((CameraFrame)message, dataTime, madeTime);
                break;
            case SensorKind.Lidar:
                _lidar.Publish((LidarScan)message, dataTime, madeTime);
                break;
            case SensorKind.Imu:
                _imu.Publish((Imu)message, dataTime, madeTime);
                break;
            case SensorKind.Odometry:
                _odometry.Publish((Odometry)message, dataTime, madeTime);
                break;
            case SensorKind.PoseEstimate:
                _pose.Publish((PoseEstimate)message, dataTime, madeTime);
                break;
            case SensorKind.Detections:
                _detections.Publish((Detections)message, dataTime, madeTime);
                break;
            case SensorKind.People:
                _people.Publish((PeopleSeen)message, dataTime, madeTime);
                break;
        }
    }
}
