using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>
/// Gaussian noise over a plan's steps whose power falls with frequency f as f^−β (β = 0 white, 2 slow wandering), variance 1 on average over
/// the steps. Slow noise reaches further than white noise of the same size (Pinneri et al., iCEM, 2020).
/// </summary>
public sealed class ColouredNoise
{
    private readonly double[] _basis;
    private readonly double[] _normals;

    public ColouredNoise(int steps, double beta)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegative(beta);
        Steps = steps;
        _basis = Basis(steps, beta);
        _normals = new double[steps];
    }

    public int Steps { get; }

    /// <summary>Fills <paramref name="noise"/> (one value a step) with one draw.</summary>
    public void Draw(RandomStream random, Span<double> noise)
    {
        for (int i = 0; i < Steps; i++)
        {
            _normals[i] = random.Gaussian();
        }
        for (int step = 0; step < Steps; step++)
        {
            double sum = 0;
            for (int i = 0; i < Steps; i++)
            {
                sum += _basis[step * Steps + i] * _normals[i];
            }
            noise[step] = sum;
        }
    }

    /// <summary>
    /// Columns: the constant, then cosine and sine of each frequency k/steps, each times k^(−β/2); the constant counts as the lowest
    /// frequency.
    /// </summary>
    private static double[] Basis(int steps, double beta)
    {
        double[] basis = new double[steps * steps];
        double power = 0;
        for (int column = 0; column < steps; column++)
        {
            int frequency = (column + 1) / 2;
            double amplitude = Math.Pow(Math.Max(frequency, 1), -beta / 2);
            for (int step = 0; step < steps; step++)
            {
                double angle = 2 * Math.PI * frequency * step / steps;
                double wave = column % 2 == 0 && column > 0 ? Math.Sin(angle) : Math.Cos(angle);
                double value = amplitude * wave;
                basis[step * steps + column] = value;
                power += value * value;
            }
        }
        double scale = Math.Sqrt(steps / power);
        for (int i = 0; i < basis.Length; i++)
        {
            basis[i] *= scale;
        }
        return basis;
    }
}
