using Google.Protobuf;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Sensors;

/// <summary>A sensor that measures in an instant: fills its one message when due and delivers it after its latency.</summary>
public abstract class ProprioceptiveSensor<TMessage>(SensorKind kind, SensorTiming timing, RandomStream random) : ISensor
    where TMessage : IMessage, new()
{
    private readonly SensorSchedule _schedule = new(timing, random);

    protected TMessage Message { get; } = new();
    protected RandomStream Random => random;

    public void Sample(IPhysicsWorld world, Timestamp now, ISensorSink sink)
    {
        Observe();
        if (_schedule.TryMeasure(now))
        {
            Measure(world, now);
        }
        if (_schedule.TryDeliver(now))
        {
            sink.Publish(kind, Message, _schedule.MeasuredAt, now);
        }
    }

    /// <summary>Called after every step, for sensors that report means.</summary>
    protected virtual void Observe()
    {
    }

    protected abstract void Measure(IPhysicsWorld world, Timestamp now);
}
