namespace RoboticsStack.Models;

/// <summary>Squared latent error of the predictor on scenes that training left out, mean over dimensions, by steps ahead: what is usual.</summary>
/// <param name="Median">[steps]; entry 0 is one step ahead.</param>
/// <param name="High">[steps]; exceeded by one prediction in a hundred.</param>
public sealed record UsualError(IReadOnlyList<double> Median, IReadOnlyList<double> High);

/// <summary>manifest.json of a sensor decoder: which world model it belongs to, and how it was trained.</summary>
public sealed record SensorDecoderManifest : CompanionManifest
{
    public const string DecoderFile = "decoder.onnx";

    internal static Companion<SensorDecoderManifest> Companion { get; } = new("picture decoder", DecoderFile, "./robot train --decoder");

    public required UsualError UsualError { get; init; }

    internal override bool IsUsable => LayoutVersion == SensorLayout.Version && LatentSize >= 1 && UsualError is { Median.Count: > 0 } usual
        && usual.High.Count == usual.Median.Count && usual.Median.Concat(usual.High).All(value => value > 0 && double.IsFinite(value));
}
