using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>
/// Three latents and three actions → the next latent. Residual blocks whose normalised input is scaled and shifted by the actions
/// (AdaLN) and whose output layers start at zero, so that at first nothing changes. An ensemble of heads adds its mean; their variance is
/// the model's doubt.
/// </summary>
public sealed class Predictor(WorldModelArchitecture architecture, ulong seed)
{
    /// <summary>What one call yields: the mean prediction [B, Z], and what the heads need to disagree on.</summary>
    public readonly record struct Prediction(Tensor Mean, Tensor Base, Tensor HeadInput);

    public const double DropoutRate = 0.1;

    /// <summary>Width of the dropout mask of one call; it is 0 or 1 per element.</summary>
    public int DropoutWidth => architecture.PredictorBlocks * architecture.PredictorWidth;

    /// <param name="latents">[B, 3·Z], oldest first.</param>
    /// <param name="newest">[B, Z], the last of them.</param>
    /// <param name="condition">From <see cref="Condition"/>.</param>
    /// <param name="dropout">[B, <see cref="DropoutWidth"/>], or null at inference.</param>
    public Prediction Build(Tensor latents, Tensor newest, Tensor condition, Tensor? dropout)
    {
        RandomStream random = RandomStream.For(seed, "predictor");
        int width = architecture.PredictorWidth;
        Tensor x = condition.Linear(Weight(condition, "predictor.action", width, random), Layers.Linear(latents, "predictor.in", width, random));
        for (int block = 0; block < architecture.PredictorBlocks; block++)
        {
            string name = $"predictor.block{block}";
            Tensor scale = Layers.Linear(condition, $"{name}.scale", width, random, 0, bias: 1);
            Tensor modulated = condition.Linear(Weight(condition, $"{name}.shift", width, random, 0.5), x.RmsNorm() * scale);
            Tensor hidden = Layers.Linear(modulated, $"{name}.0", width, random, 1.4).Silu();
            if (dropout is not null)
            {
                hidden = Layers.Dropout(hidden, dropout.Slice(1, block * width, width), DropoutRate);
            }
            x = hidden.Linear(Weight(hidden, $"{name}.1", width, random, 0), x);
        }
        Tensor heads = Layers.Linear(x, "heads.0", architecture.Heads * architecture.HeadWidth, random, 1.4).Silu();
        Tensor start = x.Linear(Weight(x, "heads.shared", architecture.LatentSize, random, 0.1), newest);
        Tensor mean = heads.Linear(HeadWeights(x.Graph, random) / architecture.Heads, start);
        return new(mean, start, heads);
    }

    /// <summary>Embedding of the last three actions: [B, 3·A] → [B, C].</summary>
    public Tensor Condition(Tensor actions)
    {
        RandomStream random = RandomStream.For(seed, "condition");
        return Layers.Linear(actions, "condition", architecture.ConditionWidth, random, 1.4).Silu();
    }

    /// <summary>Each head's own part of the prediction, to be added to <see cref="Prediction.Base"/>: [heads, B, Z].</summary>
    public Tensor HeadParts(Tensor headInput)
    {
        RandomStream random = RandomStream.For(seed, "heads");
        Tensor split = headInput.Reshape(headInput.Shape[0], architecture.Heads, architecture.HeadWidth).Transpose(1, 0, 2);
        return split.MatMul(HeadWeights(headInput.Graph, random).Reshape(architecture.Heads, architecture.HeadWidth, architecture.LatentSize));
    }

    /// <summary>Variance between the heads, averaged over the latent's dimensions: [B].</summary>
    public Tensor Disagreement(Tensor headInput)
    {
        Tensor parts = HeadParts(headInput);
        Tensor deviation = parts - parts.Mean(true, 0);
        return deviation.Square().Mean(false, 0, 2);
    }

    private Tensor HeadWeights(Graph graph, RandomStream random) => graph.Parameter("heads.1.weight",
        [architecture.Heads * architecture.HeadWidth, architecture.LatentSize], shape => Initial.Normal(shape, random, 0.3 / Math.Sqrt(architecture.HeadWidth)));

    private static Tensor Weight(Tensor x, string name, int width, RandomStream random, double gain = 1) => x.Graph.Parameter($"{name}.weight",
        [x.Shape[^1], width], shape => gain == 0 ? Initial.Zeros(shape) : Initial.ByFanIn(random, gain)(shape));
}
