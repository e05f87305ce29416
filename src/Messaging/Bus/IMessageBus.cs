namespace RoboticsStack.Messaging.Bus;

/// <summary>Delivery promise of one message, as MQTT names it.</summary>
public enum QualityOfService
{
    AtMostOnce = 0,
    AtLeastOnce = 1,
}

/// <summary>Receives one message. <paramref name="payload"/> is valid only until the handler returns: who keeps it copies it.</summary>
public delegate void MessageHandler(string topic, ReadOnlyMemory<byte> payload);

/// <summary>Publish and subscribe by topic, with MQTT's wildcards and retained messages.</summary>
/// <remarks>
/// Messages of one publisher with one quality of service arrive in the order they were published. Handlers of one bus run one at
/// a time. All members may be called from any thread and from inside handlers.
/// </remarks>
public interface IMessageBus : IDisposable
{
    /// <summary>Raised once, with the reason, when the bus can no longer deliver. It does not come back.</summary>
    event Action<string>? ConnectionLost;

    bool IsConnected { get; }

    /// <summary>Messages given to <see cref="Publish"/> that could not be sent because the connection was gone.</summary>
    long UnsentCount { get; }

    /// <summary>Sends a copy of the payload. On a lost connection the message is counted and dropped.</summary>
    /// <param name="retain">Keep as the topic's last message for later subscribers; an empty payload clears it.</param>
    /// <exception cref="ArgumentException">The topic is empty or holds a wildcard.</exception>
    void Publish(string topic, ReadOnlySpan<byte> payload, QualityOfService qos = QualityOfService.AtMostOnce, bool retain = false);

    /// <summary>
    /// Calls <paramref name="handler"/> for each message that matches, first for retained ones. On return the subscription is
    /// in force: whatever anyone publishes from now on arrives. Dispose the result to end it.
    /// </summary>
    /// <param name="filter">A topic in which <c>+</c> stands for one level and a final <c>#</c> for any number.</param>
    /// <exception cref="ArgumentException">The filter breaks MQTT's rules for wildcards.</exception>
    IDisposable Subscribe(string filter, MessageHandler handler, QualityOfService qos = QualityOfService.AtLeastOnce);
}
