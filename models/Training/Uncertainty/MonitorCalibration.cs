using RoboticsStack.Core;
using RoboticsStack.Models;
using RoboticsStack.Planning.Imagination;

namespace RoboticsStack.Training.Uncertainty;

/// <summary>Learns from sessions of ordinary physics what innovations are usual.</summary>
public static class MonitorCalibration
{
    /// <summary>Share of the features' covariance that is replaced by its diagonal: there are not many more windows than features.</summary>
    private const double Shrinkage = 0.3;
    private const int FewestSteps = 60;

    /// <summary>Of the causes, whose values are of the order of 1.</summary>
    private const double Ridge = 1e-4;
    private const double SmallestSpread = 1e-5;

    /// <exception cref="UserErrorException">Fewer windows than features.</exception>
    public static InnovationMonitor Of(IReadOnlyList<InnovationSeries> ordinary, int windowSteps)
    {
        Dictionary<int, UsualInnovation> usual = ordinary.SelectMany(session => session.Steps).GroupBy(step => step.Skill)
            .Where(skill => skill.Count() >= FewestSteps).ToDictionary(skill => skill.Key, skill => Usual([.. skill]));
        double[][] windows = [.. Windows(ordinary, windowSteps).Select(window => InnovationFeatures.Of(window.Span, usual))];
        if (windows.Length < InnovationFeatures.Size)
        {
            throw new UserErrorException(
                $"{windows.Length} windows of {windowSteps} steps are too few to calibrate {InnovationFeatures.Size} values on: make more sessions of ordinary physics.");
        }
        double[] mean = [.. Enumerable.Range(0, InnovationFeatures.Size).Select(i => windows.Average(window => window[i]))];
        return new(usual, mean, Inverse(Cholesky(Covariance(windows, mean))), windowSteps);
    }

    /// <summary>Whole windows, one after the other; what is left at the end of a session is left out.</summary>
    public static IEnumerable<ReadOnlyMemory<Innovation>> Windows(IEnumerable<InnovationSeries> sessions, int windowSteps)
    {
        foreach (InnovationSeries session in sessions)
        {
            Innovation[] steps = [.. session.Steps];
            for (int start = 0; start + windowSteps <= steps.Length; start += windowSteps)
            {
                yield return steps.AsMemory(start, windowSteps);
            }
        }
    }

    private static UsualInnovation Usual(Innovation[] steps)
    {
        const double smallest = 1e-6;
        Innovation[] far = [.. steps.Where(step => step.Far is not null)];
        double[] Rms(Innovation[] of, Func<Innovation, float[]> innovation) => [.. Enumerable.Range(0, ProbeLayout.Size)
            .Select(probe => Spread(of.Select(step => (double)innovation(step)[probe]), smallest))];
        (double[][] answer, double[] spread) = Answer(steps);
        return new(
            Rms(steps, step => step.Near), far.Length > 0 ? Rms(far, step => step.Far!) : [.. Enumerable.Repeat(1.0, ProbeLayout.Size)],
            Math.Max(Median(steps.Select(step => step.NearLatent)), smallest), Math.Max(Median(far.Select(step => step.FarLatent)), smallest), answer, spread);
    }

    /// <summary>Ridge regression of the body's answers on what they go with; what is left is measured robustly.</summary>
    private static (double[][] Weights, double[] Spread) Answer(Innovation[] steps)
    {
        int size = BodyResponse.CauseSize;
        double[][] normal = [.. Enumerable.Range(0, size).Select(_ => new double[size])];
        double[][] right = [.. Enumerable.Range(0, BodyResponse.Size).Select(_ => new double[size])];
        foreach (Innovation step in steps)
        {
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    normal[i][j] += step.Cause[i] * step.Cause[j];
                }
                for (int r = 0; r < right.Length; r++)
                {
                    right[r][i] += step.Cause[i] * step.Response[r];
                }
            }
        }
        for (int i = 0; i < size; i++)
        {
            normal[i][i] += Ridge * steps.Length;
        }
        double[][] inverse = Inverse(Cholesky(normal));
        double[][] weights = [.. right.Select(sums => Solve(inverse, sums))];
        double[] spread = [.. weights.Select((row, r) => Spread(steps.Select(step => InnovationFeatures.Unexplained(step, row, r)), SmallestSpread))];
        return (weights, spread);
    }

    /// <summary>A⁻¹b with A = L·Lᵀ and the inverse of L.</summary>
    private static double[] Solve(double[][] inverse, double[] right)
    {
        int size = right.Length;
        double[] half = [.. inverse.Select(row => Enumerable.Range(0, size).Sum(i => row[i] * right[i]))];
        return [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Sum(row => inverse[row][i] * half[row]))];
    }

    /// <summary>Standard deviation of a Gaussian with this median of absolute values: what is far out does not count for more.</summary>
    private static double Spread(IEnumerable<double> innovations, double least) => Math.Max(Median(innovations.Select(Math.Abs)) / 0.6745, least);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }

    private static double[][] Covariance(double[][] rows, double[] mean)
    {
        int size = mean.Length;
        double[][] covariance = [.. Enumerable.Range(0, size).Select(_ => new double[size])];
        foreach (double[] row in rows)
        {
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    covariance[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / rows.Length;
                }
            }
        }
        const double leastVariance = 1e-4;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
            {
                covariance[i][j] *= 1 - Shrinkage;
            }
            covariance[i][i] += leastVariance;
        }
        return covariance;
    }

    /// <summary>Lower triangular L with L·Lᵀ the given matrix, of which the lower half is read.</summary>
    private static double[][] Cholesky(double[][] matrix)
    {
        int size = matrix.Length;
        double[][] lower = [.. Enumerable.Range(0, size).Select(_ => new double[size])];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++)
                {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.Sqrt(sum) : sum / lower[j][j];
            }
        }
        return lower;
    }

    /// <summary>Of a lower triangular matrix.</summary>
    private static double[][] Inverse(double[][] lower)
    {
        int size = lower.Length;
        double[][] inverse = [.. Enumerable.Range(0, size).Select(_ => new double[size])];
        for (int column = 0; column < size; column++)
        {
            inverse[column][column] = 1 / lower[column][column];
            for (int row = column + 1; row < size; row++)
            {
                double sum = 0;
                for (int k = column; k < row; k++)
                {
                    sum -= lower[row][k] * inverse[k][column];
                }
                inverse[row][column] = sum / lower[row][row];
            }
        }
        return inverse;
    }
}
