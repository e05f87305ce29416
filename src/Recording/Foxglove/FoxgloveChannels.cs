using Google.Protobuf;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Report;

namespace RoboticsStack.Recording.Foxglove;

/// <summary>
/// A robot's messages in Foxglove's standard schemas, on the topics of <see cref="FoxgloveTopics"/>: for recordings, and live. Thinned
/// where people would not see the difference, since a recording has every original message as well. Not thread-safe; it reads no clock.
/// </summary>
public sealed class FoxgloveChannels : IDerivedChannels
{
    private readonly Dictionary<string, Action<ReadOnlyMemory<byte>, Action<string, IMessage>>> _converters = [];

    /// <param name="topics">Of the robot.</param>
    /// <param name="robot">Its frames and shapes.</param>
    /// <param name="kitchen">The simulated world, if there is one: its true bodies become channels of their own.</param>
    public FoxgloveChannels(Topics topics, RobotModel robot, ReplayScene? kitchen = null)
    {
        On(topics.Joints, JointStates.Parser, new RobotChannels(robot).Convert, perSecond: 25);
        On(topics.Odometry, Odometry.Parser, (message, _) => robot.Base.Observe(message));
        On(topics.PoseEstimate, PoseEstimate.Parser, (message, _) => robot.Base.Observe(message));
        On(topics.Lidar, LidarScan.Parser, new LidarChannel(robot.LidarFrame).Convert, perSecond: 5);
        On(topics.HeadCamera, CameraFrame.Parser, new CameraChannels("head", robot.HeadCameraFrame).Convert);
        On(topics.WristCamera, CameraFrame.Parser, new CameraChannels("wrist", robot.WristCameraFrame).Convert);
        On(topics.BrainMap, MapSnapshot.Parser, new BeliefChannels().Convert);
        On(topics.BrainReplan, ReplanReport.Parser, (message, write) =>
        {
            PlanChannels.Convert(message, write);
            LogChannel.Convert(message, write);
        });
        LogChannel log = new();
        On(topics.GateState, GateState.Parser, log.Convert);
        On(topics.GateEvent, GateEvent.Parser, LogChannel.Convert);
        On(topics.BrainTask, Messaging.V1.TaskStatus.Parser, log.Convert);
        if (kitchen is not null)
        {
            On(topics.PlantTruth, PlantTruth.Parser, new TruthChannels(kitchen, robot).Convert, perSecond: 5);
        }
    }

    public void Derive(string topic, ReadOnlyMemory<byte> payload, Action<string, IMessage> write)
    {
        if (!_converters.TryGetValue(topic, out Action<ReadOnlyMemory<byte>, Action<string, IMessage>>? convert))
        {
            return;
        }
        try
        {
            convert(payload, write);
        }
        catch (InvalidProtocolBufferException)
        {
            // Not a message of this topic's kind: there is nothing to show.
        }
    }

    private void On<T>(string topic, MessageParser<T> parser, Action<T, Action<string, IMessage>> convert)
        where T : IMessage<T> => _converters[topic] = (payload, write) => convert(parser.ParseFrom(payload.Span), write);

    /// <summary>Thinned to so many a second of run time; looking at a message's time costs a fraction of reading it.</summary>
    private void On<T>(string topic, MessageParser<T> parser, Action<T, Action<string, IMessage>> convert, double perSecond)
        where T : IMessage<T>
    {
        RateLimit limit = new(perSecond);
        _converters[topic] = (payload, write) =>
        {
            if (HeaderPeek.TryRead(payload.Span, out HeaderPeek.Stamp stamp) && limit.Passes(stamp.DataTimeNs))
            {
                convert(parser.ParseFrom(payload.Span), write);
            }
        };
    }
}
