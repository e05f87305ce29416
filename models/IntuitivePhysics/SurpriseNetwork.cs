using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;

namespace RoboticsStack.IntuitivePhysics;

/// <summary>Sizes of a <see cref="SurpriseNetwork"/>.</summary>
public sealed record SurpriseArchitecture
{
    public int LatentSize { get; init; } = 16;
    public int Width { get; init; } = 96;
    public int Layers { get; init; } = 3;
    public int Heads { get; init; } = 4;

    /// <summary>Frames ahead of the predictions.</summary>
    public IReadOnlyList<int> Horizons { get; init; } = [2, 5, 9];

    internal void Validate()
    {
        if (LatentSize is < 2 or > 256 || Width is < 8 or > 512 || Layers is < 1 or > 12 || Heads < 1 || Width % Heads != 0
            || Horizons.Count == 0 || Horizons.Any(horizon => horizon is < 1 or >= ClipLayout.Frames))
        {
            throw new ArgumentException($"Latent 2 to 256, width 8 to 512 and a multiple of the heads, 1 to 12 layers, horizons 1 to {ClipLayout.Frames - 1}: {this}");
        }
    }
}

/// <summary>
/// A joint-embedding predictive model of slots. The encoder maps each slot of each frame to a latent; the predictor, a causal transformer over all slots of all frames up to
/// now (so that it remembers what a screen hides), predicts the latents of the same slots several frames ahead, given how the surroundings will be then (a rising
/// screen is nobody's surprise). A second head, trained on the first one's errors, says how large an error is usual here.
/// </summary>
public sealed class SurpriseNetwork(SurpriseArchitecture architecture, int batch, ulong seed)
{
    private const int Frames = ClipLayout.Frames, Slots = ClipLayout.Slots, Tokens = Frames * Slots;
    private const double LogVarianceLimit = 8;

    /// <summary>Prediction and the logarithm of its usual squared error, both [B, T − h, K, Z], beside the target.</summary>
    public readonly record struct Prediction(int Horizon, Tensor Mean, Tensor LogVariance, Tensor Target);

    /// <summary>[R, slot] → [R, Z].</summary>
    public Tensor Encode(Tensor slots, bool training)
    {
        RandomStream random = RandomStream.For(seed, "slot encoder");
        Tensor x = Layers.Linear(slots.Slice(1, 0, ClipLayout.SightingSize), "encoder.0", 96, random, 1.4).Silu();
        x += Layers.Linear(x.RmsNorm(), "encoder.1", 96, random, 1.4).Silu();
        x = Layers.Linear(x.RmsNorm(), "projector.0", 64, random, 1.4);
        x = training ? Layers.BatchNorm(x, "projector.norm") : Layers.BatchNormByRunningStatistics(x, "projector.norm");
        return Layers.Linear(x.Silu(), "projector.1", architecture.LatentSize, random, 1.2);
    }

    /// <param name="latents">[B·T·K, Z].</param>
    /// <param name="slots">[B·T·K, slot], of which the predictor takes relations and motion.</param>
    /// <param name="surroundings">[B, T, S].</param>
    public IReadOnlyList<Prediction> Predict(Tensor latents, Tensor slots, Tensor surroundings)
    {
        RandomStream random = RandomStream.For(seed, "slot predictor");
        Tensor context = Context(latents, slots.Slice(1, ClipLayout.SightingSize, ClipLayout.PredictorSize), surroundings, random);
        Tensor perFrame = latents.Reshape(batch, Frames, Slots, architecture.LatentSize);
        List<Prediction> predictions = [];
        foreach (int horizon in architecture.Horizons)
        {
            int frames = Frames - horizon;
            string name = $"ahead{horizon}";
            Tensor then = Layers.Linear(surroundings.Slice(1, horizon, frames), $"{name}.surroundings", architecture.Width, random);
            Tensor now = Layers.Linear(context.Slice(1, 0, frames), $"{name}.context", architecture.Width, random);
            Tensor hidden = (now + then.Reshape(batch, frames, 1, architecture.Width)).Silu();
            hidden = Layers.Linear(hidden, $"{name}.0", 2 * architecture.Width, random, 1.4).Silu();
            Tensor doubt = Layers.Linear(hidden.StopGradient(), $"{name}.doubt.0", architecture.Width, random, 1.4).Silu();
            predictions.Add(new(horizon,
                Layers.Linear(hidden, $"{name}.mean", architecture.LatentSize, random),
                Layers.Linear(doubt, $"{name}.doubt.1", architecture.LatentSize, random, 0.1, bias: -2).Clamp(-LogVarianceLimit, LogVarianceLimit),
                perFrame.Slice(1, horizon, frames)));
        }
        return predictions;
    }

    /// <summary>[B, T, K, W]: what each slot's history up to a frame comes to.</summary>
    private Tensor Context(Tensor latents, Tensor besides, Tensor surroundings, RandomStream random)
    {
        Graph graph = latents.Graph;
        int width = architecture.Width;
        Tensor around = Layers.Linear(surroundings, "around.0", width, random, 1.4).Silu();
        around = Layers.Linear(around, "around.1", width, random);
        Tensor x = Layers.Linear(Tensor.Concat(1, latents, besides), "token", width, random).Reshape(batch, Frames, Slots, width)
            + around.Reshape(batch, Frames, 1, width)
            + graph.Parameter("position.frame", [Frames, 1, width], shape => Initial.Normal(shape, random, 0.3))
            + graph.Parameter("position.slot", [1, Slots, width], shape => Initial.Normal(shape, random, 0.3));
        x = x.Reshape(batch * Tokens, width);
        Tensor mask = graph.Constant(Mask(), [Tokens, Tokens]);
        for (int layer = 0; layer < architecture.Layers; layer++)
        {
            x += Attend(x.RmsNorm(), $"layer{layer}", mask, random);
            Tensor hidden = Layers.Linear(x.RmsNorm(), $"layer{layer}.0", 3 * width, random, 1.4).Silu();
            x += Layers.Linear(hidden, $"layer{layer}.1", width, random, 0.3);
        }
        return x.RmsNorm().Reshape(batch, Frames, Slots, width);
    }

    private Tensor Attend(Tensor x, string name, Tensor mask, RandomStream random)
    {
        int width = architecture.Width, perHead = width / architecture.Heads;
        Tensor Heads(string part) => Layers.Linear(x, $"{name}.{part}", width, random).Reshape(batch, Tokens, architecture.Heads, perHead).Transpose(0, 2, 1, 3);
        Tensor scores = Heads("query").MatMul(Heads("key").TransposeLast()) * (1 / Math.Sqrt(perHead)) + mask;
        Tensor mixed = scores.Softmax().MatMul(Heads("value")).Transpose(0, 2, 1, 3).Reshape(batch * Tokens, width);
        return Layers.Linear(mixed, $"{name}.out", width, random, 0.3);
    }

    /// <summary>A token attends to all slots of its own frame and of those before.</summary>
    private static float[] Mask()
    {
        float[] mask = new float[Tokens * Tokens];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = i % Tokens / Slots <= i / Tokens / Slots ? 0 : -1e4f;
        }
        return mask;
    }
}
