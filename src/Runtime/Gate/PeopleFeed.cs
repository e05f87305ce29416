using Google.Protobuf;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Gate;

/// <summary>Tells a gate of people from simulated sensors, where there is no bus: for episodes and encounters in lockstep.</summary>
public sealed class PeopleFeed : ISensorSink, IDisposable
{
    private readonly InProcessBus _bus = new();
    private readonly PeopleGuard _guard;
    private readonly SensorPublisher _publisher;

    public PeopleFeed(RobotDescription robot, GateInputs inputs, ulong runId)
    {
        Topics topics = new(robot.Name);
        _guard = new(_bus, topics, new("guard", runId), robot, inputs);
        _publisher = new(_guard, topics, new("gate", runId));
    }

    public void Publish(SensorKind kind, IMessage message, Timestamp dataTime, Timestamp madeTime)
    {
        if (kind is SensorKind.Odometry or SensorKind.Lidar or SensorKind.People)
        {
            _publisher.Publish(kind, message, dataTime, madeTime);
        }
    }

    public void Dispose()
    {
        _guard.Dispose();
        _bus.Dispose();
    }
}
