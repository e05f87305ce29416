using System.Diagnostics;
using RoboticsStack.Models;

namespace RoboticsStack.Runtime.Telemetry;

/// <summary>A world model whose uses become spans: "encode" for an observation or a goal, "iteration" for a batch of futures.</summary>
/// <remarks>A search ends with a small batch of blends, which is an iteration of few samples here.</remarks>
public sealed class TracedModel(IWorldModel model) : IWorldModel
{
    public string ModelHash => model.ModelHash;
    public int LatentSize => model.LatentSize;
    public int Horizon => model.Horizon;
    public double HighDisagreement => model.HighDisagreement;
    public IActionPrior? Prior => model.Prior;

    public void Encode(ReadOnlySpan<float> observation, Span<float> latent, Span<float> probes)
    {
        using Activity? span = StackTelemetry.Source.StartActivity("encode");
        model.Encode(observation, latent, probes);
    }

    public RolloutBatch CreateRollout(int samples) => model.CreateRollout(samples);

    public void Rollout(RolloutBatch batch)
    {
        using Activity? span = StackTelemetry.Source.StartActivity("iteration");
        span?.SetTag("samples", batch.Samples);
        model.Rollout(batch);
    }
}
