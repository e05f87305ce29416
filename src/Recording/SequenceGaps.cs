namespace RoboticsStack.Recording;

/// <summary>Tells from one topic's sequence numbers how many messages are lacking: each topic has one writer, which counts from 1.</summary>
internal struct SequenceGaps
{
    /// <summary>A greater gap than this is no gap but a number that makes no sense.</summary>
    private const ulong MostBelieved = 1_000_000;

    private ulong _latest;

    /// <summary>Messages lacking before this one. A number that is not higher begins anew: a retained message, or another writer.</summary>
    /// <param name="payload">A message; what has no header of ours has no number.</param>
    public ulong Before(ReadOnlySpan<byte> payload)
    {
        ulong sequence = HeaderPeek.TryRead(payload, out HeaderPeek.Stamp stamp) ? stamp.Sequence : 0;
        ulong step = sequence - _latest;
        bool isGap = _latest > 0 && sequence > _latest && step <= MostBelieved;
        _latest = sequence;
        return isGap ? step - 1 : 0;
    }
}
