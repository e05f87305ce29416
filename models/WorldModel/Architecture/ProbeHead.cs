using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>Latent → probes (<see cref="ProbeLayout"/>). The caller stops the gradient, so that the latent does not learn from labels.</summary>
public sealed class ProbeHead(WorldModelArchitecture architecture, Normalisation normalisation, ulong seed)
{
    /// <summary>[B, Z] → [B, P]: normalised values, and a logit for <see cref="ProbeLayout.Held"/>.</summary>
    public Tensor Raw(Tensor latent)
    {
        RandomStream random = RandomStream.For(seed, "probes");
        Tensor x = Layers.Linear(latent, "probes.0", architecture.ProbeWidth, random, 1.4).Silu();
        return Layers.Linear(x, "probes.1", ProbeLayout.Size, random, 0.3) + Layers.Linear(latent, "probes.direct", ProbeLayout.Size, random, 0.3);
    }

    /// <summary>[B, Z] → [B, P] in SI units, and a probability for <see cref="ProbeLayout.Held"/>.</summary>
    public Tensor Decode(Tensor latent)
    {
        Tensor raw = Raw(latent);
        Graph graph = latent.Graph;
        Shape shape = [ProbeLayout.Size];
        float[] scale = [.. normalisation.Probes.Deviation], shift = [.. normalisation.Probes.Mean];
        float[] logistic = new float[ProbeLayout.Size];
        // A probability in the one place, a linear map elsewhere, without cutting the tensor up.
        (scale[ProbeLayout.Held], shift[ProbeLayout.Held], logistic[ProbeLayout.Held]) = (0, 0, 1);
        return raw * graph.Constant(scale, shape) + graph.Constant(shift, shape) + raw.Sigmoid() * graph.Constant(logistic, shape);
    }
}
