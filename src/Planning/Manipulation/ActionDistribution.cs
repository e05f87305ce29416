using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>Mean and spread of every action of a plan, from which a search draws sequences. Flat [H, A].</summary>
internal sealed class ActionDistribution
{
    private const int A = ActionScale.Size;
    private readonly LatentPlannerOptions _options;
    private readonly int _horizon;
    private readonly ColouredNoise _armNoise;
    private readonly ColouredNoise _gripperNoise;
    private readonly double[] _noise;
    private readonly double[] _mean;
    private readonly double[] _spread;

    public ActionDistribution(LatentPlannerOptions options, int horizon)
    {
        (_options, _horizon) = (options, horizon);
        _armNoise = new(horizon, options.NoiseBeta);
        _gripperNoise = new(horizon, options.GripperNoiseBeta);
        _noise = new double[horizon];
        _mean = new double[horizon * A];
        _spread = new double[horizon * A];
    }

    /// <summary>Doing nothing, widely spread.</summary>
    public void Reset(ActionBounds bounds)
    {
        _mean.AsSpan().Clear();
        Widen(bounds, 1);
    }

    /// <summary>Moves the mean on by some steps; the last action stands for those that come into view.</summary>
    public void Shift(int steps, ActionBounds bounds)
    {
        ShiftSequence(_mean, steps);
        Widen(bounds, 1);
    }

    public void Widen(ActionBounds bounds, double factor)
    {
        for (int i = 0; i < _spread.Length; i++)
        {
            _spread[i] = Math.Max(_spread[i], factor * _options.InitialSpread * bounds.HalfRange(i % A));
        }
    }

    public void WriteMean(ActionBounds bounds, Span<float> sequence)
    {
        for (int i = 0; i < _mean.Length; i++)
        {
            sequence[i] = bounds.Clamp(i % A, _mean[i]);
        }
    }

    public void Draw(RandomStream random, ActionBounds bounds, Span<float> sequence)
    {
        for (int dimension = 0; dimension < A; dimension++)
        {
            ColouredNoise noise = dimension == ActionScale.GripperWidth ? _gripperNoise : _armNoise;
            noise.Draw(random, _noise);
            for (int step = 0; step < _horizon; step++)
            {
                int i = step * A + dimension;
                sequence[i] = bounds.Clamp(dimension, _mean[i] + _spread[i] * _noise[step]);
            }
        }
    }

    /// <summary>Moves mean and spread towards those of the elites.</summary>
    public void Update(RolloutBatch batch, ReadOnlySpan<int> elites, ActionBounds bounds)
    {
        double keep = _options.Momentum;
        for (int i = 0; i < _mean.Length; i++)
        {
            double sum = 0;
            double squares = 0;
            foreach (int elite in elites)
            {
                double value = batch.Actions[elite * _mean.Length + i];
                sum += value;
                squares += value * value;
            }
            double mean = sum / elites.Length;
            double spread = Math.Sqrt(Math.Max(squares / elites.Length - mean * mean, 0));
            double floor = _options.MinSpread * bounds.HalfRange(i % A);
            _mean[i] = keep * _mean[i] + (1 - keep) * mean;
            _spread[i] = Math.Max(keep * _spread[i] + (1 - keep) * spread, floor);
        }
    }

    public static void ShiftSequence<T>(Span<T> sequence, int steps)
    {
        int length = sequence.Length;
        for (int s = 0; s < steps; s++)
        {
            sequence[A..].CopyTo(sequence);
            sequence[(length - 2 * A)..(length - A)].CopyTo(sequence[(length - A)..]);
        }
    }
}
