namespace RoboticsStack.Models;

/// <summary>manifest.json of a network that was trained after a world model, on its latents, and lies in a folder of the model's own. It is no part of that model's hash.</summary>
public abstract record CompanionManifest
{
    /// <summary>Of what the network is given and gives; one made for another is refused.</summary>
    public required int LayoutVersion { get; init; }

    /// <summary><see cref="IWorldModel.ModelHash"/> of the world model whose latents it reads.</summary>
    public required string ModelHash { get; init; }
    public required int LatentSize { get; init; }
    public required ModelFile File { get; init; }
    public required TrainingProvenance Training { get; init; }

    /// <summary>Whether what it states is what this build can use.</summary>
    internal abstract bool IsUsable { get; }
}
