using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>
/// Latent [B, Z] → raw values of <see cref="SensorLayout"/>: depth in deviations of the training data, a logit per mask pixel, and
/// ln(1 + N/<see cref="TouchedCellNewtons"/>) per pressure cell. A few layers, then a learned basis of pictures whose weights they give: a
/// whole picture at every pixel would be ten times the size.
/// </summary>
public sealed class SensorDecoderNetwork(SegmentStatistics depth, ulong seed)
{
    /// <summary>Below this a cell counts as untouched; as the encoder reads the pads.</summary>
    public const double TouchedCellNewtons = 0.05;

    private const int Width = 224;
    private const int Basis = 128;
    private const double LargestLog = 7;

    /// <summary>[B, Z] → [B, <see cref="SensorLayout.Size"/>].</summary>
    public Tensor Raw(Tensor latent)
    {
        RandomStream random = RandomStream.For(seed, "sensor decoder");
        Tensor x = Layers.Linear(latent, "decoder.0", Width, random, 1.4).Silu();
        x += Layers.Linear(x.RmsNorm(), "decoder.1", Width, random, 1.4).Silu();
        Tensor weights = Layers.Linear(x.RmsNorm(), "decoder.2", Basis, random, 1.4).Silu();
        return Layers.Linear(weights, "decoder.pictures", SensorLayout.Size, random, 0.5);
    }

    /// <summary>[B, Z] → [B, <see cref="SensorLayout.Size"/>] in the units of <see cref="SensorLayout"/>.</summary>
    public Tensor Decode(Tensor latent)
    {
        Tensor raw = Raw(latent);
        Tensor metres = (Part(raw, SensorLayout.Depth) * depth.Deviation[0] + depth.Mean[0]).Clamp(0, 1);
        Tensor newtons = (Part(raw, SensorLayout.Tactile).Clamp(0, LargestLog).Exp() - 1) * TouchedCellNewtons;
        return Tensor.Concat(1, metres, Part(raw, SensorLayout.Mask).Sigmoid(), newtons);
    }

    private static Tensor Part(Tensor raw, Segment segment) => raw.Slice(1, segment.Start, segment.Length);
}
