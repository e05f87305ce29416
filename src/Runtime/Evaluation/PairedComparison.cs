namespace RoboticsStack.Runtime.Evaluation;

/// <summary>Two planners on the same seeds: only the seeds on which they differ say which is better.</summary>
/// <param name="OnlyFirst">Seeds on which only the first succeeded.</param>
/// <param name="OnlySecond">Seeds on which only the second succeeded.</param>
/// <param name="Pairs">Seeds that both have run.</param>
public readonly record struct PairedComparison(int OnlyFirst, int OnlySecond, int Pairs)
{
    public static PairedComparison Of(IReadOnlyList<EvaluationRecord> first, IReadOnlyList<EvaluationRecord> second)
    {
        Dictionary<ulong, bool> other = second.ToDictionary(record => record.Summary.Seed, record => record.Summary.Success);
        (int onlyFirst, int onlySecond, int pairs) = (0, 0, 0);
        foreach (EvaluationRecord record in first)
        {
            if (other.TryGetValue(record.Summary.Seed, out bool otherSucceeded))
            {
                pairs++;
                onlyFirst += record.Summary.Success && !otherSucceeded ? 1 : 0;
                onlySecond += !record.Summary.Success && otherSucceeded ? 1 : 0;
            }
        }
        return new PairedComparison(onlyFirst, onlySecond, pairs);
    }

    /// <summary>Two-sided p of the exact sign test (McNemar's, 1947, with the binomial distribution).</summary>
    public double PValue
    {
        get
        {
            int n = OnlyFirst + OnlySecond;
            int fewer = Math.Min(OnlyFirst, OnlySecond);
            double term = Math.Pow(0.5, n);
            double tail = 0;
            for (int k = 0; k <= fewer; k++)
            {
                tail += term;
                term *= (double)(n - k) / (k + 1);
            }
            return Math.Min(1, 2 * tail);
        }
    }
}
