namespace RoboticsStack.Recording;

/// <summary>Counts one topic's messages as they come from the bus, and those that did not come: each topic has one writer, which numbers them.</summary>
internal sealed class TopicTally
{
    /// <summary>A greater gap than this is no gap but a number that makes no sense.</summary>
    private const ulong MostBelieved = 1_000_000;

    private readonly Lock _lock = new();
    private ulong _latest;
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
        // What has no header of ours has no number. A number that is not higher begins anew: a retained message, or another writer.
        ulong sequence = HeaderPeek.TryRead(payload, out HeaderPeek.Stamp stamp) ? stamp.Sequence : 0;
        lock (_lock)
        {
            _arrived++;
            if (_latest > 0 && sequence > _latest + 1 && sequence - _latest <= MostBelieved)
            {
                _missed += (long)(sequence - _latest - 1);
            }
            _latest = sequence;
        }
    }
}
