using System.Collections.Concurrent;

namespace RoboticsStack.Messaging.Typed;

public enum DropReason
{
    /// <summary>Not a message of the expected type.</summary>
    Malformed,

    /// <summary>Larger than the subscription allows.</summary>
    Oversized,
}

/// <summary>How many messages were dropped, by topic and reason. Thread-safe; share one among all subscriptions of a process.</summary>
public sealed class DropCounters
{
    private const int MaxTopics = 1000;
    private const string OtherTopics = "(other topics)";

    private readonly ConcurrentDictionary<(string Topic, DropReason Reason), long> _counts = new();
    private long _total;

    public long Total => Interlocked.Read(ref _total);

    public void Add(string topic, DropReason reason)
    {
        Interlocked.Increment(ref _total);
        string key = _counts.Count < MaxTopics || _counts.ContainsKey((topic, reason)) ? topic : OtherTopics;
        _counts.AddOrUpdate((key, reason), 1, static (_, count) => count + 1);
    }

    public long Count(string topic, DropReason reason) => _counts.GetValueOrDefault((topic, reason));

    public IReadOnlyList<(string Topic, DropReason Reason, long Count)> Snapshot() =>
        [.. _counts.Select(c => (c.Key.Topic, c.Key.Reason, c.Value)).OrderBy(c => c.Topic, StringComparer.Ordinal).ThenBy(c => c.Reason)];
}
