using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>
/// A joint-embedding predictive model of the two rooms from pixels. A latent has two parts, one from each channel of the image; actions change the dot's part alone, in a way that depends on both.
/// A residual predictor takes a block of actions at once; a further network says how long the shortest way is from one latent to another.
/// </summary>
public sealed class TwoRoomNetwork(TwoRoomArchitecture architecture, ulong seed)
{
    public const int ActionSize = 2;

    /// <summary>The dot's channel, cut into patches (<see cref="SplitImage"/>): [N·P, pixels] → [N, D].</summary>
    public Tensor EncodeDot(Tensor patches, bool training) => Encode(patches, "dot", architecture.DotSize, training);

    /// <summary>The walls' channel likewise: [N·P, pixels] → [N, W].</summary>
    public Tensor EncodeWalls(Tensor patches, bool training) => Encode(patches, "walls", architecture.WallsSize, training);

    /// <summary>The dot's part one block of actions later: [R, D], [R, W] and [R, steps · 2] (px) → [R, D]. Any may have one row, for all.</summary>
    public Tensor Predict(Tensor dot, Tensor walls, Tensor block)
    {
        RandomStream random = RandomStream.For(seed, "two-room predictor");
        int width = architecture.PredictorWidth;
        Tensor x = Layers.Linear(dot, "predictor.dot", width, random, 1.2) + Layers.Linear(walls, "predictor.walls", width, random, 1.2)
            + Layers.Linear(block * (1 / TwoRoomRules.MaxStep), "predictor.action", width, random, 1.2);
        x = Gated(Gated(x, "predictor.0", random), "predictor.1", random);
        return dot + Layers.Linear(Layers.LayerNorm(x, "predictor.norm"), "predictor.2", architecture.DotSize, random, 0.3);
    }

    /// <summary>
    /// Blocks of actions on the shortest way from one place to another: [R, D] twice and [R, W] → [R]. Any may have one row, for all. It is next to 0 where the two are the same and above that elsewhere,
    /// whatever was learned, so that the last pixels to the goal count.
    /// </summary>
    public Tensor Distance(Tensor from, Tensor to, Tensor walls)
    {
        RandomStream random = RandomStream.For(seed, "two-room distance");
        int width = architecture.DistanceWidth;
        Tensor x = Layers.Linear(from, "distance.from", width, random, 1.2) + Layers.Linear(to, "distance.to", width, random, 1.2) + Layers.Linear(walls, "distance.walls", width, random, 1.2);
        x = Gated(Gated(x, "distance.0", random), "distance.1", random);
        Tensor apart = ((from - to).Square().Sum(true, 1) + 1e-4).Sqrt();
        return (Layers.Linear(Layers.LayerNorm(x, "distance.norm"), "distance.2", 1, random).Softplus() * apart / (apart + 1)).Sum(false, 1);
    }

    /// <summary>Mean action (px) of the block between two places: [R, D] twice → [R, 2].</summary>
    public Tensor InverseDynamics(Tensor before, Tensor after)
    {
        RandomStream random = RandomStream.For(seed, "two-room inverse dynamics");
        Tensor x = Layers.Linear(Tensor.Concat(1, before, after), "inverse.0", architecture.InverseWidth, random, 1.4).Silu();
        return Layers.Linear(x, "inverse.1", ActionSize, random);
    }

    /// <summary>
    /// A residual layer in which one half multiplies the other (SwiGLU, Shazeer, 2020). Moving a place in the latent is a product of place and action, and where a wall stops it is one
    /// of place and walls.
    /// </summary>
    private static Tensor Gated(Tensor x, string name, RandomStream random)
    {
        int width = x.Shape[^1];
        Tensor normal = Layers.LayerNorm(x, $"{name}.norm");
        Tensor product = Layers.Linear(normal, $"{name}.gate", width, random).Silu() * Layers.Linear(normal, $"{name}.value", width, random);
        return x + Layers.Linear(product, $"{name}.out", width, random);
    }

    private Tensor Encode(Tensor patches, string name, int size, bool training)
    {
        RandomStream random = RandomStream.For(seed, $"two-room encoder of the {name}");
        int count = patches.Shape[0] / architecture.Patches, width = architecture.EncoderWidth;
        Tensor x = Layers.Linear(patches, $"{name}.patches", architecture.PatchWidth, random).Silu();
        x = Layers.Linear(x.Reshape(count, architecture.Patches * architecture.PatchWidth), $"{name}.0", width, random, 1.4);
        x = (training ? Layers.BatchNorm(x, $"{name}.norm") : Layers.BatchNormByRunningStatistics(x, $"{name}.norm")).Silu();
        x = Layers.Linear(x, $"{name}.1", width, random, 1.4).Silu();
        return Layers.Linear(x, $"{name}.2", size, random, 1.4);
    }
}
