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
    public double Score(ReadOnlySpan<Innovation> window)
    {
        double[] features = InnovationFeatures.Of(window, Usual);
        double sum = 0;
        for (int row = 0; row < features.Length; row++)
        {
            double value = 0;
            for (int column = 0; column <= row; column++)
            {
                value += Whitening[row][column] * (features[column] - Mean[column]);
            }
            sum += value * value;
        }
        return Math.Sqrt(sum / features.Length);
    }
}
