namespace RoboticsStack.Planning.Imagination;

/// <summary>
/// Says how unlike what the model was trained in the physics of the latest seconds are: the Mahalanobis distance of a window's <see cref="InnovationFeatures"/> from windows in
/// kitchens of ordinary physics (an innovation test, as of a Kalman filter's, on what the world model can decode). Calibrated on data of ordinary physics alone.
/// </summary>
/// <param name="Usual">By skill.</param>
/// <param name="Mean">Of the features.</param>
/// <param name="Whitening">Row by row, lower triangular: turns features less their mean into independent values of deviation 1.</param>
/// <param name="WindowSteps">Steps that the calibration's windows had.</param>
public sealed record InnovationMonitor(IReadOnlyDictionary<int, UsualInnovation> Usual, double[] Mean, double[][] Whitening, int WindowSteps)
{
    /// <summary>Root mean square of the whitened features: about 1 for ordinary physics.</summary>
    public double Score(ReadOnlySpan<Innovation> window) => RootMeanSquare(Whitened(window));

    /// <summary>
    /// The same of the mean over several windows, times the root of their number: what is another physics is off in the same way in all of them, and chance is not.
    /// </summary>
    /// <param name="windows">At least one.</param>
    public double Score(IReadOnlyList<ReadOnlyMemory<Innovation>> windows)
    {
        double[] sum = new double[Mean.Length];
        foreach (ReadOnlyMemory<Innovation> window in windows)
        {
            double[] whitened = Whitened(window.Span);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += whitened[i] / Math.Sqrt(windows.Count);
            }
        }
        return RootMeanSquare(sum);
    }

    private static double RootMeanSquare(double[] values) => Math.Sqrt(values.Sum(value => value * value) / values.Length);

    private double[] Whitened(ReadOnlySpan<Innovation> window)
    {
        double[] features = InnovationFeatures.Of(window, Usual), whitened = new double[features.Length];
        for (int row = 0; row < features.Length; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                whitened[row] += Whitening[row][column] * (features[column] - Mean[column]);
            }
        }
        return whitened;
    }
}
