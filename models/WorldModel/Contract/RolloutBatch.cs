namespace RoboticsStack.Models;

/// <summary>
/// Inputs and outputs of one batched rollout, row-major, allocated once and pinned. Fill the inputs, call
/// <see cref="IWorldModel.Rollout"/>, read the outputs. All weights start at 0, <see cref="StepWeight"/> at 1.
/// </summary>
/// <remarks>
/// cost[n] = Σ_h stepWeight[h] · ( Σ_p weight[p](probe−target)² + lowerWeight[p]·relu(lower−probe)² + upperWeight[p]·relu(probe−upper)²
/// + latentWeight·mean((z−goal)²) + uncertaintyWeight·disagreement + actionWeight·|a_h|² + actionChangeWeight·|a_h − a_{h−1}|² ),
/// where probe = decoded probe + anchor, in SI units, and a_{−1} is the newest entry of <see cref="ActionHistory"/>.
/// </remarks>
public sealed class RolloutBatch : IDisposable
{
    /// <summary>Latents a prediction looks back on, the present one included.</summary>
    public const int History = 3;

    private readonly float[] _latentHistory, _actionHistory, _actions, _anchor, _target, _weight, _lowerBound, _lowerWeight,
        _upperBound, _upperWeight, _stepWeight, _latentGoal, _scalars, _cost, _probes, _disagreement, _latents;

    public RolloutBatch(int samples, int horizon, int latentSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(latentSize);
        (Samples, Horizon, LatentSize) = (samples, horizon, latentSize);
        _latentHistory = Pinned(History * latentSize);
        _actionHistory = Pinned((History - 1) * ActionScale.Size);
        _actions = Pinned(samples * horizon * ActionScale.Size);
        _anchor = Pinned(ProbeLayout.Size);
        _target = Pinned(ProbeLayout.Size);
        _weight = Pinned(ProbeLayout.Size);
        _lowerBound = Pinned(ProbeLayout.Size);
        _lowerWeight = Pinned(ProbeLayout.Size);
        _upperBound = Pinned(ProbeLayout.Size);
        _upperWeight = Pinned(ProbeLayout.Size);
        _stepWeight = Pinned(horizon);
        _latentGoal = Pinned(latentSize);
        _scalars = Pinned(4);
        _cost = Pinned(samples);
        _probes = Pinned(samples * horizon * ProbeLayout.Size);
        _disagreement = Pinned(samples * horizon);
        _latents = Pinned(samples * horizon * latentSize);
        _stepWeight.AsSpan().Fill(1);
    }

    public int Samples { get; }
    public int Horizon { get; }
    public int LatentSize { get; }

    /// <summary>[3, Z], oldest first; the last row is the present latent. At the start of an episode repeat the first latent.</summary>
    public Span<float> LatentHistory => _latentHistory;

    /// <summary>[2, A], oldest first: the actions between the three latents. Zeros at the start of an episode.</summary>
    public Span<float> ActionHistory => _actionHistory;

    /// <summary>[N, H, A].</summary>
    public Span<float> Actions => _actions;

    /// <summary>[P], added to every decoded probe: measured minus decoded at the present takes a constant error out; zeros for none.</summary>
    public Span<float> Anchor => _anchor;

    public Span<float> Target => _target;
    public Span<float> Weight => _weight;
    public Span<float> LowerBound => _lowerBound;
    public Span<float> LowerWeight => _lowerWeight;
    public Span<float> UpperBound => _upperBound;
    public Span<float> UpperWeight => _upperWeight;

    /// <summary>[H].</summary>
    public Span<float> StepWeight => _stepWeight;

    /// <summary>[Z].</summary>
    public Span<float> LatentGoal => _latentGoal;

    public ref float LatentWeight => ref _scalars[0];
    public ref float UncertaintyWeight => ref _scalars[1];
    public ref float ActionWeight => ref _scalars[2];
    public ref float ActionChangeWeight => ref _scalars[3];

    /// <summary>[N], output.</summary>
    public Span<float> Cost => _cost;

    /// <summary>[N, H, P], output, anchor included.</summary>
    public Span<float> Probes => _probes;

    /// <summary>[N, H], output: variance between the predictor's heads, averaged over the latent's dimensions.</summary>
    public Span<float> Disagreement => _disagreement;

    /// <summary>[N, H, Z], output.</summary>
    public Span<float> Latents => _latents;

    /// <summary>Probes of sample <paramref name="sample"/> at step <paramref name="step"/>.</summary>
    public ReadOnlySpan<float> ProbesAt(int sample, int step) =>
        _probes.AsSpan((sample * Horizon + step) * ProbeLayout.Size, ProbeLayout.Size);

    /// <summary>What a model has bound to these buffers; it goes when the batch goes.</summary>
    internal IDisposable? Binding { get; set; }

    /// <summary>The planner graph's inputs that all samples share, over these buffers.</summary>
    internal IEnumerable<(string Name, Memory<float> Memory, long[] Shape)> SharedInputs()
    {
        long[] probe = [ProbeLayout.Size];
        yield return ("zHistory", _latentHistory, [History, LatentSize]);
        yield return ("actionHistory", _actionHistory, [History - 1, ActionScale.Size]);
        yield return ("anchor", _anchor, probe);
        yield return ("target", _target, probe);
        yield return ("weight", _weight, probe);
        yield return ("lowerBound", _lowerBound, probe);
        yield return ("lowerWeight", _lowerWeight, probe);
        yield return ("upperBound", _upperBound, probe);
        yield return ("upperWeight", _upperWeight, probe);
        yield return ("stepWeight", _stepWeight, [Horizon]);
        yield return ("latentGoal", _latentGoal, [LatentSize]);
        yield return ("latentWeight", _scalars.AsMemory(0, 1), [1]);
        yield return ("uncertaintyWeight", _scalars.AsMemory(1, 1), [1]);
        yield return ("actionWeight", _scalars.AsMemory(2, 1), [1]);
        yield return ("actionChangeWeight", _scalars.AsMemory(3, 1), [1]);
    }

    /// <summary>Copies what all samples share, the weights of the cost included, into another batch of the same model.</summary>
    public void CopySharedTo(RolloutBatch other)
    {
        foreach (((_, Memory<float> from, _), (_, Memory<float> to, _)) in SharedInputs().Zip(other.SharedInputs()))
        {
            from.CopyTo(to);
        }
    }

    /// <summary>Copies what all samples share into one row of the inputs of a <see cref="PlanningQuestion"/> with a question a row.</summary>
    /// <param name="input">The memory of an input by its name.</param>
    public void CopySharedTo(int row, int rows, Func<string, Memory<float>> input)
    {
        foreach ((string name, Memory<float> memory, long[] shape) in SharedInputs().Where(shared => shared.Name != "stepWeight"))
        {
            int times = shape.Length > 1 ? (int)shape[0] : 1, size = memory.Length / times;
            for (int i = 0; i < times; i++)
            {
                memory.Slice(i * size, size).CopyTo(input(name)[((i * rows + row) * size)..]);
            }
        }
    }

    internal (string Name, Memory<float> Memory, long[] Shape) ActionsOf(int first, int count) =>
        Part("actions", _actions, first, [count, Horizon, ActionScale.Size]);

    internal IEnumerable<(string Name, Memory<float> Memory, long[] Shape)> OutputsOf(int first, int count) =>
    [
        Part("cost", _cost, first, [count]),
        Part("probes", _probes, first, [count, Horizon, ProbeLayout.Size]),
        Part("disagreement", _disagreement, first, [count, Horizon]),
        Part("latents", _latents, first, [count, Horizon, LatentSize]),
    ];

    private static (string Name, Memory<float> Memory, long[] Shape) Part(string name, float[] all, int first, long[] shape)
    {
        int perSample = (int)shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        return (name, all.AsMemory(first * perSample, (int)shape[0] * perSample), shape);
    }

    public void Dispose()
    {
        Binding?.Dispose();
        Binding = null;
    }

    private static float[] Pinned(int length) => GC.AllocateArray<float>(length, pinned: true);
}
