namespace RoboticsStack.Models;

/// <summary>What a planner needs of a world model; the trained one is loaded from a directory.</summary>
public interface IWorldModel
{
    /// <summary>SHA-256 over the manifest, in hex; it names the model in logs.</summary>
    string ModelHash { get; }

    int LatentSize { get; }

    /// <summary>Steps in one rollout; fixed by the exported planner graph.</summary>
    int Horizon { get; }

    /// <summary>
    /// Ensemble variance, averaged over a rollout, that one rollout in a hundred exceeded in scenes the model had not seen; infinite if nobody measured it.
    /// </summary>
    double HighDisagreement { get; }

    /// <summary>The policy that proposes where a search begins; null for a model without one.</summary>
    IActionPrior? Prior => null;

    /// <summary>Encodes one observation (<see cref="ObservationLayout"/>) and decodes its probes (<see cref="ProbeLayout"/>).</summary>
    void Encode(ReadOnlySpan<float> observation, Span<float> latent, Span<float> probes);

    /// <summary>Buffers for rollouts of <paramref name="samples"/> action sequences; allocate once, reuse every replan.</summary>
    RolloutBatch CreateRollout(int samples);

    /// <summary>Rolls all samples out and costs them: reads the batch's inputs, fills its outputs.</summary>
    void Rollout(RolloutBatch batch);
}
