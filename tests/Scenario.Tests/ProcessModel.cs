using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Scenario.Tests;

/// <summary>A small world model with random weights in a folder of its own: fit to be loaded and run, not to make coffee.</summary>
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
        ParameterSet parameters = new();
        Graph graph = new(parameters);
        Normalisation normalisation = new()
        {
            Proprio = Unit(ObservationLayout.ProprioSegment.Length),
            WristDepth = Unit(1),
            Slot = Unit(ObservationLayout.Slot.Size),
            Probes = Unit(ProbeLayout.Size),
        };
        new Encoder(Architecture, normalisation, 1).Build(graph.Input("observation", [2, ObservationLayout.Size]), training: true);
        new ProbeHead(Architecture, normalisation, 1).Raw(graph.Input("latent", [2, Architecture.LatentSize]));
        Predictor predictor = new(Architecture, 1);
        predictor.Build(graph.Input("latents", [2, 3 * Architecture.LatentSize]), graph.Input("newest", [2, Architecture.LatentSize]),
            predictor.Condition(graph.Input("actions", [2, 3 * ActionScale.Size])), null);
        RandomStream random = new(5);
        foreach (StoredTensor tensor in parameters.Tensors.Where(tensor => tensor.Trained && tensor.Values.All(value => value == 0)))
        {
            for (int i = 0; i < tensor.Values.Length; i++)
            {
                tensor.Values[i] = (float)random.Gaussian(0, 0.05);
            }
        }
        WorldModelExporter.Write(directory, parameters, Architecture, normalisation, new TrainingProvenance
        {
            Dataset = "none", DatasetSha256 = "", Episodes = 0, Frames = 0, Seed = 1, Steps = 0, WallSeconds = 0, FinalLoss = 0,
        });
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static SegmentStatistics Unit(int length) => new(new float[length], Initial.Ones([length]));
}
