using RoboticsStack.Models;

namespace RoboticsStack.Learning.Tests.Models;

/// <summary>A model with random weights in a directory of its own.</summary>
internal sealed class UntrainedModel : IDisposable
{
    public UntrainedModel() => UntrainedWorldModel.Write(Path, Architecture, 1);

    public static WorldModelArchitecture Architecture { get; } = new() { LatentSize = 16, TrunkWidth = 32, PredictorWidth = 24, HeadWidth = 8, Horizon = 4 };

    public string Path { get; } = Directory.CreateTempSubdirectory("model").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
