using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>How an <see cref="ActionDistribution"/> starts and how it follows its elites.</summary>
/// <param name="InitialSpread">As a fraction of half the range of an action dimension.</param>
/// <param name="MinSpread">As a fraction of half the range.</param>
/// <param name="Momentum">Share of the old mean and spread that survives an update.</param>
public readonly record struct ActionSpread(double InitialSpread, double MinSpread, double Momentum);

/// <summary>
/// Mean and spread of every action of a plan, from which a search by the cross-entropy method draws sequences, flat [H, A]. Serves every planner here, whatever its actions are.
/// </summary>
public sealed class ActionDistribution
{
    private readonly ActionSpread _options;
    private readonly int _horizon, _size;
    private readonly ColouredNoise[] _noises;
    private readonly double[] _noise;
    private readonly double[] _mean;
    private readonly double[] _spread;

    /// <param name="noiseBetas">Colour of the noise for each dimension of an action (<see cref="ColouredNoise"/>).</param>
    /// <param name="horizon">Actions of a plan.</param>
    public ActionDistribution(ActionSpread options, IReadOnlyList<double> noiseBetas, int horizon)
    {
        (_options, _horizon, _size) = (options, horizon, noiseBetas.Count);
        Dictionary<double, ColouredNoise> byBeta = noiseBetas.Distinct().ToDictionary(beta => beta, beta => new ColouredNoise(horizon, beta));
        _noises = [.. noiseBetas.Select(beta => byBeta[beta])];
        _noise = new double[horizon];
        _mean = new double[horizon * _size];
        _spread = new double[horizon * _size];
    }

    /// <summary>Doing nothing, widely spread.</summary>
    public void Reset(IActionLimits bounds)
    {
        _mean.AsSpan().Clear();
        Widen(bounds, 1);
    }

    /// <summary>Spread around a plan, flat [H, A].</summary>
    public void Centre(ReadOnlySpan<float> plan, IActionLimits bounds)
    {
        for (int i = 0; i < _mean.Length; i++)
        {
            _mean[i] = plan[i];
        }
        _spread.AsSpan().Clear();
        Widen(bounds, 1);
    }

    /// <summary>Moves the mean on by some steps; the last action stands for those that come into view.</summary>
    public void Shift(int steps, IActionLimits bounds)
    {
        ShiftSequence<double>(_mean, steps, _size);
        Widen(bounds, 1);
    }

    public void Widen(IActionLimits bounds, double factor)
    {
        for (int i = 0; i < _spread.Length; i++)
        {
            _spread[i] = Math.Max(_spread[i], factor * _options.InitialSpread * bounds.HalfRange(i % _size));
        }
    }

    public void WriteMean(IActionLimits bounds, Span<float> sequence)
    {
        for (int i = 0; i < _mean.Length; i++)
        {
            sequence[i] = bounds.Clamp(i % _size, _mean[i]);
        }
    }

    public void Draw(RandomStream random, IActionLimits bounds, Span<float> sequence)
    {
        for (int dimension = 0; dimension < _size; dimension++)
        {
            _noises[dimension].Draw(random, _noise);
            for (int step = 0; step < _horizon; step++)
            {
                int i = step * _size + dimension;
                sequence[i] = bounds.Clamp(dimension, _mean[i] + _spread[i] * _noise[step]);
            }
        }
    }

    /// <summary>Moves mean and spread towards those of the elites.</summary>
    /// <param name="sequences">All that were rolled out, [samples, H, A].</param>
    /// <param name="elites">Which of them are the best.</param>
    public void Update(ReadOnlySpan<float> sequences, ReadOnlySpan<int> elites, IActionLimits bounds)
    {
        double keep = _options.Momentum;
        for (int i = 0; i < _mean.Length; i++)
        {
            double sum = 0;
            double squares = 0;
            foreach (int elite in elites)
            {
                double value = sequences[elite * _mean.Length + i];
                sum += value;
                squares += value * value;
            }
            double mean = sum / elites.Length;
            double spread = Math.Sqrt(Math.Max(squares / elites.Length - mean * mean, 0));
            double floor = _options.MinSpread * bounds.HalfRange(i % _size);
            _mean[i] = keep * _mean[i] + (1 - keep) * mean;
            _spread[i] = Math.Max(keep * _spread[i] + (1 - keep) * spread, floor);
        }
    }

    /// <summary>Moves a sequence of actions of some size on by some steps; the last action stands for those that come into view.</summary>
    public static void ShiftSequence<T>(Span<T> sequence, int steps, int size)
    {
        int length = sequence.Length;
        for (int s = 0; s < steps; s++)
        {
            sequence[size..].CopyTo(sequence);
            sequence[(length - 2 * size)..(length - size)].CopyTo(sequence[(length - size)..]);
        }
    }
}
