using RoboticsStack.Messaging.Bus;

namespace RoboticsStack.Runtime.Hardware;

/// <summary>Publishing into a <see cref="MessageRing"/>, for the robot's side of a process image. Nothing comes back this way.</summary>
internal sealed class RingBus(MessageRing ring) : IMessageBus
{
    /// <summary>Never raised: shared memory does not go.</summary>
    public event Action<string>? ConnectionLost
    {
        add { }
        remove { }
    }

    public bool IsConnected => true;
    public long UnsentCount => ring.Dropped;

    public void Publish(string topic, ReadOnlySpan<byte> payload, QualityOfService qos = QualityOfService.AtMostOnce, bool retain = false) => ring.TryWrite(topic, payload);

    public IDisposable Subscribe(string filter, MessageHandler handler, QualityOfService qos = QualityOfService.AtLeastOnce) =>
        throw new NotSupportedException("nothing comes back through the ring");

    public void Dispose()
    {
    }
}
