namespace RoboticsStack.Models;

/// <summary>manifest.json of a network that was trained after a world model, on its latents, and lies in a folder of the model's own. It is no part of that model's hash.</summary>
internal interface ICompanionManifest
{
    /// <summary><see cref="IWorldModel.ModelHash"/> of the world model whose latents it reads.</summary>
    string ModelHash { get; }

    ModelFile File { get; }
}
