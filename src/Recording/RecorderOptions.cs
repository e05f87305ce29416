using RoboticsStack.Messaging;

namespace RoboticsStack.Recording;

public sealed record RecorderOptions
{
    public required string Path { get; init; }
    public required Topics Topics { get; init; }

    /// <summary>Name and value pairs stored with the run: seed, versions, options.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>What is written beside the messages themselves; null for nothing.</summary>
    public IDerivedChannels? Derived { get; init; }

    /// <summary>Messages that may wait to be written; beyond that they are dropped and counted.</summary>
    public int MaxWaitingMessages { get; init; } = 32768;

    /// <summary>The same in bytes of payload.</summary>
    public long MaxWaitingBytes { get; init; } = 64 << 20;

    /// <summary>At the end: how long a slow disk may take over what still waits. What it has not taken by then is given up.</summary>
    public TimeSpan ClosePatience { get; init; } = TimeSpan.FromSeconds(10);
}
