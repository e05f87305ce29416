namespace RoboticsStack.Runtime.Gate.Receiving;

/// <summary>Kinds of messages that a gate takes.</summary>
public enum MessageKind
{
    Plan,
    TickDone,
    Engage,
    Stop,
    Control,
    BrainStatus,
}

/// <summary>What became of a message that came in.</summary>
public enum Receipt
{
    /// <summary>Handed on. A plan is then the gate's to judge, which counts by its own reasons.</summary>
    Taken,
    Oversized,

    /// <summary>More of its kind than one sender has reason to send.</summary>
    TooMany,

    /// <summary>Not a message of its kind.</summary>
    Malformed,

    /// <summary>A number in it is not finite, or a pose is missing.</summary>
    NotFinite,

    /// <summary>It says itself that it comes from somebody who has no business with it.</summary>
    WrongSource,

    /// <summary>Of another run.</summary>
    WrongRun,
}

/// <summary>How many messages of each kind met with what. Written on the bus's thread; reading along gives a close picture.</summary>
public sealed class ReceiptCounts
{
    private static readonly int Outcomes = Enum.GetValues<Receipt>().Length;

    private readonly long[] _counts = new long[Enum.GetValues<MessageKind>().Length * Outcomes];
    private long _total;
    private long _refused;

    public long this[MessageKind kind, Receipt receipt] => Volatile.Read(ref _counts[(int)kind * Outcomes + (int)receipt]);

    /// <summary>All that came in.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>All that was not handed on.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>What is not zero, for people: "Plan: Malformed".</summary>
    public IEnumerable<(string Name, long Count)> All =>
        from kind in Enum.GetValues<MessageKind>()
        from receipt in Enum.GetValues<Receipt>()
        where this[kind, receipt] > 0
        select ($"{kind}: {receipt}", this[kind, receipt]);

    internal void Add(MessageKind kind, Receipt receipt)
    {
        ref long count = ref _counts[(int)kind * Outcomes + (int)receipt];
        Volatile.Write(ref count, count + 1);
        Volatile.Write(ref _total, _total + 1);
        Volatile.Write(ref _refused, _refused + (receipt == Receipt.Taken ? 0 : 1));
    }
}
