using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Runtime.Benchmarks;

/// <summary>How often what latency was seen, to the microsecond: what the gate's statistics and cyclictest both give.</summary>
public sealed class LatencyCounts
{
    private readonly SortedDictionary<int, long> _counts = [];

    public long Total { get; private set; }
    public double MaxMicroseconds { get; private set; }

    /// <param name="microseconds">Where it counts in percentiles.</param>
    /// <param name="count">How often; may be negative, to take away what was counted before a measurement began.</param>
    public void Add(int microseconds, long count)
    {
        long now = _counts.GetValueOrDefault(microseconds) + count;
        if (now == 0)
        {
            _counts.Remove(microseconds);
        }
        else
        {
            _counts[microseconds] = now;
        }
        Total += count;
        MaxMicroseconds = _counts.Count == 0 ? 0 : Math.Max(_counts.Keys.Max(), count > 0 ? MaxMicroseconds : 0);
    }

    /// <summary>One that lay beyond where single microseconds are told apart.</summary>
    public void NoteMaximum(double microseconds) => MaxMicroseconds = Math.Max(MaxMicroseconds, microseconds);

    public void Add(LatencyCounts other)
    {
        double worst = Math.Max(MaxMicroseconds, other.MaxMicroseconds);
        foreach ((int microseconds, long count) in other._counts)
        {
            Add(microseconds, count);
        }
        MaxMicroseconds = worst;
    }

    /// <summary>What a histogram of the gate's gained between two of its messages.</summary>
    public static LatencyCounts Between(Histogram? before, Histogram after)
    {
        LatencyCounts counts = new();
        for (int i = 0; i < after.Bins.Count; i++)
        {
            counts.Add((int)(after.Bins[i] * after.BinUs), (long)after.Counts[i]);
        }
        for (int i = 0; i < (before?.Bins.Count ?? 0); i++)
        {
            counts.Add((int)(before!.Bins[i] * before.BinUs), -(long)before.Counts[i]);
        }
        return counts;
    }

    /// <summary>So many were at least as late as <paramref name="period"/>: each a deadline missed.</summary>
    public long AtLeast(TimeSpan period) => _counts.Where(pair => pair.Key >= period.TotalMicroseconds).Sum(pair => pair.Value);

    public double Percentile(double share)
    {
        long wanted = (long)Math.Ceiling(share * Total);
        long seen = 0;
        foreach ((int microseconds, long count) in _counts)
        {
            seen += count;
            if (seen >= wanted)
            {
                return microseconds;
            }
        }
        return MaxMicroseconds;
    }

    public BenchFigure ToFigure(string name, string unit) => new()
    {
        Name = name,
        Unit = unit,
        Median = Percentile(0.5),
        P90 = Percentile(0.9),
        P99 = Percentile(0.99),
        P999 = Percentile(0.999),
        Worst = MaxMicroseconds,
        Samples = (int)Total,
    };
}
