using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Planning.Imagination;

/// <summary>Where a dream stands.</summary>
/// <param name="Step">Steps since the last real observation; 0 is that observation.</param>
/// <param name="Latent">As predicted.</param>
/// <param name="Probes"><see cref="ProbeLayout"/>, anchored to what was measured at step 0.</param>
/// <param name="Disagreement">Ensemble variance of the last step alone.</param>
/// <param name="AccumulatedDisagreement">Summed since step 0.</param>
public sealed record DreamFrame(int Step, float[] Latent, float[] Probes, double Disagreement, double AccumulatedDisagreement);

/// <summary>
/// The world model on its own: starts at a real observation, then every action leads to the next imagined frame, which is all that the one after it
/// is made from. The same graph that the planner searches with, one step at a time.
/// </summary>
public sealed class DreamStepper : IDisposable
{
    private readonly IWorldModel _model;
    private readonly LatentHistory _history;
    private readonly RolloutBatch _rollout;
    private readonly float[] _anchor = new float[ProbeLayout.Size];

    /// <param name="model">Stays the caller's.</param>
    public DreamStepper(IWorldModel model)
    {
        _model = model;
        _history = new(model.LatentSize);
        _rollout = model.CreateRollout(1);
        Now = new(0, new float[model.LatentSize], new float[ProbeLayout.Size], 0, 0);
    }

    public DreamFrame Now { get; private set; }

    /// <param name="moments">Consecutive, oldest first; the last one is where the dream begins, those before it are what the model looks back on.</param>
    public DreamFrame Begin(IReadOnlyList<ObservedMoment> moments)
    {
        ArgumentOutOfRangeException.ThrowIfZero(moments.Count);
        _history.Clear();
        foreach (ObservedMoment moment in moments)
        {
            _history.Push([.. moment.Latent], [.. moment.PreviousAction]);
        }
        ObservedMoment present = moments[^1];
        MeasuredProbes.WriteAnchor([.. present.Measured], [.. present.Decoded], _anchor);
        float[] probes = [.. present.Decoded];
        for (int p = 0; p < probes.Length; p++)
        {
            probes[p] += _anchor[p];
        }
        return Now = new(0, [.. present.Latent], probes, 0, 0);
    }

    /// <param name="action"><see cref="ActionScale.Size"/> values in −1..1.</param>
    public DreamFrame Step(ReadOnlySpan<float> action)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(action.Length, ActionScale.Size);
        _history.WriteTo(_rollout);
        _anchor.CopyTo(_rollout.Anchor);
        _rollout.Actions.Clear();
        action.CopyTo(_rollout.Actions);
        _model.Rollout(_rollout);
        ReadOnlySpan<float> latent = _rollout.Latents[.._model.LatentSize];
        _history.Push(latent, action);
        double disagreement = _rollout.Disagreement[0];
        return Now = new(Now.Step + 1, latent.ToArray(), _rollout.ProbesAt(0, 0).ToArray(), disagreement, Now.AccumulatedDisagreement + disagreement);
    }

    public void Dispose() => _rollout.Dispose();
}
