namespace RoboticsStack.Models;

/// <summary>manifest.json of an action prior: which world model it belongs to, and how it was trained.</summary>
public sealed record ActionPriorManifest : CompanionManifest
{
    public const int CurrentLayout = 1;
    public const string PriorFile = "prior.onnx";

    internal static Companion<ActionPriorManifest> Companion { get; } = new("prior policy", PriorFile, "./robot train --prior");

    public required int Horizon { get; init; }

    internal override bool IsUsable => LayoutVersion == CurrentLayout && LatentSize >= 1 && Horizon >= 2;
}
