namespace RoboticsStack.Safety.RealTime;

/// <summary>How long something took, over and over, in 10,000 bins of equal width and one for the rest. One writer; reading along gives a close picture.</summary>
/// <param name="binMicroseconds">Width of a bin: 1 µs spans 10 ms.</param>
public sealed class MicrosecondHistogram(int binMicroseconds = 1)
{
    /// <summary>Bins of equal width; one more holds what was longer.</summary>
    public const int Bins = 10_000;

    private readonly long[] _counts = new long[Bins + 1];

    public int BinMicroseconds => binMicroseconds;
    public long Count { get; private set; }
    public double MaxMicroseconds { get; private set; }

    public void Add(long nanoseconds)
    {
        long bin = Math.Max(0, nanoseconds / (1000 * binMicroseconds));
        _counts[Math.Min(bin, Bins)]++;
        Count++;
        MaxMicroseconds = Math.Max(MaxMicroseconds, nanoseconds / 1000.0);
    }

    /// <summary>How many fell into a bin; bin n begins at n times the bins' width.</summary>
    public long CountAt(int bin) => Volatile.Read(ref _counts[bin]);

    /// <summary>Upper edge of the bin that holds the given share, microseconds; the maximum if that is the last bin.</summary>
    public double Percentile(double share)
    {
        long wanted = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (int i = 0; i < Bins; i++)
        {
            seen += _counts[i];
            if (seen >= wanted)
            {
                return (i + 1) * binMicroseconds;
            }
        }
        return MaxMicroseconds;
    }
}
