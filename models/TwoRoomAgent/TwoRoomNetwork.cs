using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>
/// A joint-embedding predictive model of the two rooms from pixels: an encoder of one image cut into patches, a residual predictor that takes a block of actions at once, and on top of the latent
/// a map, in which distance stands for the shortest way.
/// </summary>
public sealed class TwoRoomNetwork(TwoRoomArchitecture architecture, ulong seed)
{
    public const int ActionSize = 2;

    private const double RootEpsilon = 1e-4;

    /// <summary>Images cut into patches (<see cref="PatchedImage"/>) [N·P, pixels] → [N, Z].</summary>
    public Tensor Encode(Tensor patches, bool training)
    {
        RandomStream random = RandomStream.For(seed, "two-room encoder");
        int count = patches.Shape[0] / architecture.Patches;
        Tensor x = Layers.Linear(patches, "encoder.patches", architecture.PatchWidth, random).Silu();
        x = Layers.Linear(x.Reshape(count, architecture.Patches * architecture.PatchWidth), "encoder.0", architecture.EncoderWidth, random, 1.4);
        x = (training ? Layers.BatchNorm(x, "encoder.norm") : Layers.BatchNormByRunningStatistics(x, "encoder.norm")).Silu();
        x = Layers.Linear(x, "encoder.1", architecture.EncoderWidth, random, 1.4).Silu();
        return Layers.Linear(x, "encoder.2", architecture.LatentSize, random, 1.4);
    }

    /// <summary>The latent one block of actions later: [R, Z] and [R, steps · 2] (px) → [R, Z]. Either may have one row, for all.</summary>
    public Tensor Predict(Tensor latents, Tensor block)
    {
        RandomStream random = RandomStream.For(seed, "two-room predictor");
        Tensor x = Layers.Linear(latents, "predictor.latent", architecture.PredictorWidth, random, 1.2)
            + Layers.Linear(block * (1 / TwoRoomRules.MaxStep), "predictor.action", architecture.PredictorWidth, random, 1.2);
        x = Layers.Linear(x.Silu(), "predictor.0", architecture.PredictorWidth, random, 1.4).Silu();
        return latents + Layers.Linear(x, "predictor.1", architecture.LatentSize, random, 0.3);
    }

    /// <summary>[R, Z] → [R, G·D]: where a latent lies on the map.</summary>
    public Tensor Map(Tensor latents)
    {
        RandomStream random = RandomStream.For(seed, "two-room map");
        Tensor x = Layers.Linear(latents, "map.0", architecture.HeadWidth, random, 1.4).Silu();
        x = Layers.Linear(x, "map.1", architecture.HeadWidth, random, 1.4).Silu();
        return Layers.Linear(x, "map.2", architecture.MapSize, random, 1.4);
    }

    /// <summary>
    /// Distance between places on the map [.., G·D] → [..], broadcast: the sum of the Euclidean distances within each group. A sum of such distances can follow a way that
    /// turns at a door exactly, which one Euclidean distance cannot.
    /// </summary>
    public Tensor Distance(Tensor a, Tensor b)
    {
        Tensor difference = a - b;
        Shape groups = [.. difference.Shape.Sizes[..^1], architecture.MapGroups, architecture.MapGroupSize];
        return (difference.Reshape(groups).Square().Sum(false, -1) + RootEpsilon).Sqrt().Sum(false, -1);
    }

    /// <summary>Mean action (px) of the block between two latents: [R, Z] twice → [R, 2].</summary>
    public Tensor InverseDynamics(Tensor before, Tensor after)
    {
        RandomStream random = RandomStream.For(seed, "two-room inverse dynamics");
        Tensor x = Layers.Linear(Tensor.Concat(1, before, after), "inverse.0", architecture.HeadWidth, random, 1.4).Silu();
        return Layers.Linear(x, "inverse.1", ActionSize, random);
    }
}
