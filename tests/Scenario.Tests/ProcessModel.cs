using RoboticsStack.Models;

namespace RoboticsStack.Scenario.Tests;

/// <summary>A small world model and its prior policy, with random weights, in a folder of its own: fit to be loaded and run, not to make coffee.</summary>
public sealed class ProcessModel : IDisposable
{
    private static readonly WorldModelArchitecture Architecture = new() { LatentSize = 16, TrunkWidth = 32, PredictorWidth = 24, HeadWidth = 8 };

    public ProcessModel()
    {
        Path = Directory.CreateTempSubdirectory("process-model-").FullName;
        Write(Path);
    }

    public string Path { get; }

    public static void Write(string directory)
    {
        const ulong Seed = 1;
        UntrainedWorldModel.Write(directory, Architecture, Seed);
        UntrainedWorldModel.WritePrior(directory, Seed);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
