using RoboticsStack.Learning;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>Buffers for rolling out a number of plans at once. Fill, <see cref="RollOut"/>, read <see cref="Cost"/>; nothing is copied.</summary>
public sealed class PlanBatch : IDisposable
{
    private readonly GraphBinding _binding;
    private readonly float[] _latent, _goal, _plans, _cost, _learnedWeight = TwoRoomModel.Pinned(1), _latentWeight = TwoRoomModel.Pinned(1);

    internal PlanBatch(CompiledGraph planner, TwoRoomArchitecture architecture, int samples)
    {
        int planLength = architecture.PlanSteps * TwoRoomNetwork.ActionSize;
        (Samples, PlanLength) = (samples, planLength);
        _latent = TwoRoomModel.Pinned(architecture.LatentSize);
        _goal = TwoRoomModel.Pinned(architecture.LatentSize);
        _plans = TwoRoomModel.Pinned(samples * planLength);
        _cost = TwoRoomModel.Pinned(samples);
        _binding = planner.Bind(
            [("latent", _latent, [1, _latent.Length]), ("goal", _goal, [1, _goal.Length]), ("plans", _plans, [samples, planLength]), ("learnedWeight", _learnedWeight, [1]), ("latentWeight", _latentWeight, [1])],
            [("cost", _cost, [samples])]);
    }

    public int Samples { get; }

    /// <summary>Values of one plan: steps times two.</summary>
    public int PlanLength { get; }

    /// <summary>Where all plans begin.</summary>
    public Span<float> Latent => _latent;
    public Span<float> Goal => _goal;

    /// <summary>[samples, steps, 2], px.</summary>
    public Span<float> Plans => _plans;

    /// <summary>Of each plan: the distances to the goal, summed over its blocks.</summary>
    public ReadOnlySpan<float> Cost => _cost;

    /// <summary>Whether the cost is the learned distance or that in the latent.</summary>
    public void UseLearnedDistance(bool learned) => (_learnedWeight[0], _latentWeight[0]) = learned ? (1, 0) : (0, 1);

    public Span<float> Plan(int sample) => Plans.Slice(sample * PlanLength, PlanLength);

    public void RollOut() => _binding.Run();

    public void Dispose() => _binding.Dispose();
}
