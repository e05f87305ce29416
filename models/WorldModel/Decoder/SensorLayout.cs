namespace RoboticsStack.Models;

/// <summary>What a <see cref="SensorDecoder"/> gives for one latent: pictures for people, in the units of <see cref="ObservationLayout"/>.</summary>
public static class SensorLayout
{
    /// <summary>Part of the decoder's manifest; one trained for another version is refused.</summary>
    public const int Version = 1;

    private const int Pixels = ObservationLayout.ImageSide * ObservationLayout.ImageSide;

    /// <summary>Wrist depth, row by row from the top left, metres.</summary>
    public static readonly Segment Depth = new("depth", 0, Pixels);

    /// <summary>Probability that the pixel belongs to the target object.</summary>
    public static readonly Segment Mask = new("mask", Pixels, Pixels);

    /// <summary>Left pad then right pad, each 16 rows of 8 cells, newtons per cell.</summary>
    public static readonly Segment Tactile = new("tactile", 2 * Pixels, ObservationLayout.Tactile.Length);

    public const int Size = 2 * Pixels + ObservationLayout.PadCount * ObservationLayout.PadCells;

    public static IReadOnlyList<Segment> Segments { get; } = [Depth, Mask, Tactile];
}
