namespace RoboticsStack.Models;

/// <summary>manifest.json of an action prior: which world model it belongs to, and how it was trained. It is no part of that model's hash.</summary>
public sealed record ActionPriorManifest : ICompanionManifest
{
    /// <summary>Of what the graph is asked and answers; one made for another is refused.</summary>
    public const int CurrentLayout = 1;
    public const string PriorFile = "prior.onnx";

    internal static Companion<ActionPriorManifest> Companion { get; } = new("prior policy", PriorFile, "./robot train --prior");

    public required int LayoutVersion { get; init; }

    /// <summary><see cref="IWorldModel.ModelHash"/> of the world model whose latents it reads.</summary>
    public required string ModelHash { get; init; }
    public required int LatentSize { get; init; }
    public required int Horizon { get; init; }
    public required ModelFile File { get; init; }
    public required TrainingProvenance Training { get; init; }

    internal bool IsUsable => LayoutVersion == CurrentLayout && LatentSize >= 1 && Horizon >= 2;
}
