using RoboticsStack.Models;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>One action sequence with what the world model expects of it. Flat arrays, step by step.</summary>
public sealed class PlanCandidate
{
    private readonly float[] _actions;

    internal PlanCandidate(float[] actions, double cost, float[] probes, float[] disagreement) =>
        (_actions, Cost, Probes, Disagreement) = (actions, cost, probes, disagreement);

    /// <summary>[H, <see cref="ActionScale.Size"/>].</summary>
    public IReadOnlyList<float> Actions => _actions;

    /// <summary>Summed over the horizon.</summary>
    public double Cost { get; }

    /// <summary>[H, <see cref="ProbeLayout.Size"/>]: after each action.</summary>
    public IReadOnlyList<float> Probes { get; }

    /// <summary>[H]: ensemble variance after each action.</summary>
    public IReadOnlyList<float> Disagreement { get; }

    public int Horizon => Disagreement.Count;

    public double MeanDisagreement => Disagreement.Average();

    public float Probe(int step, int probe) => Probes[step * ProbeLayout.Size + probe];

    /// <summary>How different two plans are: root mean square over steps and free dimensions, in half ranges of the bounds.</summary>
    public double DistanceTo(ReadOnlySpan<float> actions, ActionBounds bounds)
    {
        double sum = 0;
        int count = 0;
        for (int dimension = 0; dimension < ActionScale.Size; dimension++)
        {
            double half = bounds.HalfRange(dimension);
            if (half <= 0)
            {
                continue;
            }
            for (int i = dimension; i < _actions.Length; i += ActionScale.Size)
            {
                double difference = (_actions[i] - actions[i]) / half;
                sum += difference * difference;
                count++;
            }
        }
        return count > 0 ? Math.Sqrt(sum / count) : 0;
    }

    public double DistanceTo(PlanCandidate other, ActionBounds bounds) => DistanceTo(other._actions, bounds);

    internal static PlanCandidate From(RolloutBatch batch, int sample)
    {
        int actions = batch.Horizon * ActionScale.Size;
        int probes = batch.Horizon * ProbeLayout.Size;
        return new(
            batch.Actions.Slice(sample * actions, actions).ToArray(),
            batch.Cost[sample],
            batch.Probes.Slice(sample * probes, probes).ToArray(),
            batch.Disagreement.Slice(sample * batch.Horizon, batch.Horizon).ToArray());
    }
}
