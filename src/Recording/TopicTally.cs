namespace RoboticsStack.Recording;

/// <summary>Counts one topic's messages as they come from the bus, and those that did not come: each topic has one writer, which numbers them.</summary>
internal sealed class TopicTally
{
    private readonly Lock _lock = new();
    private SequenceGaps _gaps;
    private long _arrived;
    private long _missed;

    /// <summary>Messages that were published, as far as can be told.</summary>
    public long Published
    {
        get
        {
            lock (_lock)
            {
                return _arrived + _missed;
            }
        }
    }

    /// <summary>Of those, the ones that never arrived.</summary>
    public long Missed
    {
        get
        {
            lock (_lock)
            {
                return _missed;
            }
        }
    }

    public void Count(ReadOnlySpan<byte> payload)
    {
        lock (_lock)
        {
            _arrived++;
            _missed += (long)_gaps.Before(payload);
        }
    }
}
