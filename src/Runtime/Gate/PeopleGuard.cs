using Google.Protobuf;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception.People;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Gate;

/// <summary>
/// Listens to the gate's own sensors as they are published, and tells the gate who is about. In lockstep that happens as the sensor speaks, so that runs
/// repeat; on the wall clock it stands behind the bus that takes messages off the control loop's thread. What it tells is published and recorded as told.
/// </summary>
internal sealed class PeopleGuard : IMessageBus
{
    private readonly IMessageBus _bus;
    private readonly Topics _topics;
    private readonly GateInputs _inputs;
    private readonly PeopleWatch _watch;
    private readonly MessageWriter<PeopleEstimate> _writer;
    private readonly PeopleEstimate _estimate = new();

    /// <param name="bus">Where messages go on to; stays the caller's.</param>
    public PeopleGuard(IMessageBus bus, Topics topics, MessageSource source, RobotDescription robot, GateInputs inputs)
    {
        (_bus, _topics, _inputs) = (bus, topics, inputs);
        _watch = new(robot);
        _writer = new(bus, topics.People, source);
    }

    public event Action<string>? ConnectionLost
    {
        add => _bus.ConnectionLost += value;
        remove => _bus.ConnectionLost -= value;
    }

    public bool IsConnected => _bus.IsConnected;
    public long UnsentCount => _bus.UnsentCount;

    public void Publish(string topic, ReadOnlySpan<byte> payload, QualityOfService qos = QualityOfService.AtMostOnce, bool retain = false)
    {
        _bus.Publish(topic, payload, qos, retain);
        if (topic == _topics.Odometry)
        {
            _watch.Observe(Odometry.Parser.ParseFrom(payload));
        }
        else if (topic == _topics.Lidar)
        {
            LidarScan scan = LidarScan.Parser.ParseFrom(payload);
            Tell(_watch.Observe(scan), scan.Header);
        }
        else if (topic == _topics.PeopleSeen)
        {
            PeopleSeen seen = PeopleSeen.Parser.ParseFrom(payload);
            Tell(_watch.Observe(seen), seen.Header);
        }
    }

    public IDisposable Subscribe(string filter, MessageHandler handler, QualityOfService qos = QualityOfService.AtLeastOnce) => _bus.Subscribe(filter, handler, qos);

    /// <summary>The bus behind stays open.</summary>
    public void Dispose()
    {
    }

    /// <summary>While nobody is about, and nobody was a moment ago, there is nothing to tell.</summary>
    private void Tell(bool isNews, Header? header)
    {
        bool wasSomebody = _estimate.People.Count > 0;
        if (!isNews || header is null)
        {
            return;
        }
        _watch.FillIn(_estimate);
        if (_estimate.People.Count == 0 && !wasSomebody)
        {
            return;
        }
        _estimate.Sequence++;
        _estimate.CopyTo(_inputs.PeopleDraft);
        _inputs.SendPeople();
        _writer.Publish(_estimate, new Timestamp(header.DataTimeNs), new Timestamp(header.MadeTimeNs));
    }
}
