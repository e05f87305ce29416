using Google.Protobuf;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Plant.Sensors;

/// <summary>Hands the sensors' messages on, and gives those that show the robot's surroundings to the gate's guard at once, on the publisher's thread.</summary>
/// <param name="next">Where all messages go as well; null for nowhere.</param>
/// <param name="builder">The guard's.</param>
public sealed class SurroundingsFeed(ISensorSink? next, SurroundingsBuilder builder) : ISensorSink
{
    private readonly SurroundingsMessage _message = new();

    public void Publish(SensorKind kind, IMessage message, Timestamp dataTime, Timestamp madeTime)
    {
        next?.Publish(kind, message, dataTime, madeTime);
        if (SurroundingsMessage.SensorOf(kind) is { } sensor)
        {
            _message.Fill(sensor, message, dataTime);
            _message.GiveTo(builder);
        }
    }
}
