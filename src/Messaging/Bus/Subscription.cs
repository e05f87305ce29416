namespace RoboticsStack.Messaging.Bus;

/// <summary>One handler and its filter, with what both buses need to keep about it.</summary>
internal sealed class Subscription(string filter, MessageHandler handler, QualityOfService qos, Action<Subscription> remove) : IDisposable
{
    private readonly HashSet<string> _retainedSeen = [];
    private int _ended;

    public string Filter => filter;

    public QualityOfService Qos => qos;

    public bool IsEnded => Volatile.Read(ref _ended) != 0;

    /// <param name="replayed">A retained message, sent because somebody subscribed: each subscription sees it once.</param>
    public void Offer(string topic, ReadOnlyMemory<byte> payload, bool replayed)
    {
        if (!IsEnded && TopicFilter.Matches(filter, topic) && (!replayed || _retainedSeen.Add(topic)))
        {
            handler(topic, payload);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            remove(this);
        }
    }
}
