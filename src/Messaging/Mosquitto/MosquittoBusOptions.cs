namespace RoboticsStack.Messaging.Mosquitto;

public sealed record MosquittoBusOptions
{
    public required BrokerAddress Address { get; init; }

    /// <summary>Name at the broker, unique there; null lets the library choose. A second client of the same name ends the first.</summary>
    public string? ClientId { get; init; }

    /// <summary>Published retained by the broker, as <see cref="StatusText.Offline"/>, when this client goes without saying goodbye.</summary>
    public string? LastWillTopic { get; init; }

    /// <summary>A silent peer is given up after one and a half times this; at least 5 s (the library's least).</summary>
    public int KeepAliveSec { get; init; } = 5;
}
