namespace RoboticsStack.Safety.RealTime;

/// <summary>How long something took, over and over: microsecond bins up to 10 ms, one for the rest. One writer; reading along gives a close picture.</summary>
public sealed class MicrosecondHistogram
{
    /// <summary>Bins of a microsecond; one more holds what was longer.</summary>
    public const int Bins = 10_000;

    private readonly long[] _counts = new long[Bins + 1];

    public long Count { get; private set; }
    public double MaxMicroseconds { get; private set; }

    public void Add(long nanoseconds)
    {
        long microseconds = Math.Max(0, nanoseconds / 1000);
        _counts[Math.Min(microseconds, Bins)]++;
        Count++;
        MaxMicroseconds = Math.Max(MaxMicroseconds, nanoseconds / 1000.0);
    }

    /// <summary>How many fell into the bin that begins at so many microseconds.</summary>
    public long CountAt(int microseconds) => Volatile.Read(ref _counts[microseconds]);

    /// <summary>Upper edge of the bin that holds the given share of cycles; the maximum if that is the last bin.</summary>
    public double Percentile(double share)
    {
        long wanted = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (int i = 0; i < Bins; i++)
        {
            seen += _counts[i];
            if (seen >= wanted)
            {
                return i + 1;
            }
        }
        return MaxMicroseconds;
    }
}
