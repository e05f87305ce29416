namespace RoboticsStack.Messaging.Broker;

/// <summary>Who may connect to the private broker; each has its own password and rights.</summary>
public enum BrokerIdentity
{
    /// <summary>Publishes sensors, its own state and, in simulation, the plant's score and truth.</summary>
    Gate,

    /// <summary>Publishes plans and its own reports; never reads <c>plant/#</c>.</summary>
    Brain,

    /// <summary>The person's command: engages and stops, and reads everything, for the recording.</summary>
    Operator,

    /// <summary>Reads everything, publishes nothing.</summary>
    Viewer,
}
