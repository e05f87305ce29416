using System.Numerics.Tensors;

namespace RoboticsStack.Training;

/// <summary>The few statistics the report needs.</summary>
public static class Statistics
{
    /// <summary>Pearson's r; NaN when either side does not vary.</summary>
    public static double Correlation(IReadOnlyList<(float X, float Y)> pairs)
    {
        if (pairs.Count < 3)
        {
            return double.NaN;
        }
        double meanX = pairs.Average(pair => pair.X), meanY = pairs.Average(pair => pair.Y);
        double xx = 0, yy = 0, xy = 0;
        foreach ((float x, float y) in pairs)
        {
            xx += (x - meanX) * (x - meanX);
            yy += (y - meanY) * (y - meanY);
            xy += (x - meanX) * (y - meanY);
        }
        return xx > 1e-12 && yy > 1e-12 ? xy / Math.Sqrt(xx * yy) : double.NaN;
    }

    /// <summary>Chance that a positive scores above a negative (Mann–Whitney), ties counted half.</summary>
    public static double AreaUnderCurve(IReadOnlyList<double> positives, IReadOnlyList<double> negatives)
    {
        double[] sorted = [.. negatives.Order()];
        double wins = 0;
        foreach (double positive in positives)
        {
            int below = LowerBound(sorted, positive), notAbove = LowerBound(sorted, Math.BitIncrement(positive));
            wins += below + 0.5 * (notAbove - below);
        }
        return positives.Count == 0 || sorted.Length == 0 ? double.NaN : wins / ((double)positives.Count * sorted.Length);
    }

    /// <summary>The value that this share of all is below; of at least one.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(share * (sorted.Length - 1))];
    }

    public static double MeanSquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float distance = TensorPrimitives.Distance(a, b);
        return (double)distance * distance / a.Length;
    }

    /// <summary>
    /// Standard deviation of each column, and the effective rank of the covariance as its participation ratio (Σλ)² / Σλ², which is the
    /// number of columns for an isotropic cloud and 1 for a line.
    /// </summary>
    public static (double[] Deviations, double EffectiveRank) Spread(IReadOnlyList<ReadOnlyMemory<float>> rows, int columns)
    {
        double[] mean = new double[columns];
        double[,] covariance = new double[columns, columns];
        foreach (ReadOnlyMemory<float> row in rows)
        {
            for (int i = 0; i < columns; i++)
            {
                mean[i] += row.Span[i] / (double)rows.Count;
            }
        }
        double[] centred = new double[columns];
        foreach (ReadOnlyMemory<float> row in rows)
        {
            ReadOnlySpan<float> values = row.Span;
            for (int i = 0; i < columns; i++)
            {
                centred[i] = values[i] - mean[i];
            }
            for (int i = 0; i < columns; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    covariance[i, j] += centred[i] * centred[j] / rows.Count;
                }
            }
        }
        double trace = 0, squares = 0;
        double[] deviations = new double[columns];
        for (int i = 0; i < columns; i++)
        {
            trace += covariance[i, i];
            deviations[i] = Math.Sqrt(covariance[i, i]);
            for (int j = 0; j < columns; j++)
            {
                squares += covariance[i, j] * covariance[i, j];
            }
        }
        return (deviations, squares > 0 ? trace * trace / squares : 0);
    }

    private static int LowerBound(double[] sorted, double value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
