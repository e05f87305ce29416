using RoboticsStack.Messaging.Bus;

namespace RoboticsStack.Runtime.Gate.Standalone;

/// <summary>A bus for rehearsals: nobody is on it.</summary>
internal sealed class NobodysBus : IMessageBus
{
    /// <summary>Never raised.</summary>
    public event Action<string>? ConnectionLost
    {
        add { }
        remove { }
    }

    public bool IsConnected => false;
    public long UnsentCount => 0;

    public void Publish(string topic, ReadOnlySpan<byte> payload, QualityOfService qos = QualityOfService.AtMostOnce, bool retain = false)
    {
    }

    public IDisposable Subscribe(string filter, MessageHandler handler, QualityOfService qos = QualityOfService.AtLeastOnce) =>
        throw new NotSupportedException("nobody speaks here");

    public void Dispose()
    {
    }
}
