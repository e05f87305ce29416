using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>A model with random weights: it knows nothing, but loads, runs and takes as long as a trained one.</summary>
public static class UntrainedWorldModel
{
    /// <summary>Spread of what would start at zero and so hide all that depends on it.</summary>
    private const double Deviation = 0.05;

    /// <summary>Writes the directory that <see cref="WorldModel.Load"/> reads.</summary>
    public static void Write(string directory, WorldModelArchitecture architecture, ulong seed)
    {
        ParameterSet parameters = new();
        Graph graph = new(parameters);
        new Encoder(architecture, Normalisation.Unit, seed).Build(graph.Input("observation", [2, ObservationLayout.Size]), training: true);
        new ProbeHead(architecture, Normalisation.Unit, seed).Raw(graph.Input("latent", [2, architecture.LatentSize]));
        Predictor predictor = new(architecture, seed);
        predictor.Build(graph.Input("latents", [2, RolloutBatch.History * architecture.LatentSize]), graph.Input("newest", [2, architecture.LatentSize]),
            predictor.Condition(graph.Input("actions", [2, RolloutBatch.History * ActionScale.Size])), null);
        RandomStream random = RandomStream.For(seed, "untrained");
        foreach (StoredTensor tensor in parameters.Tensors.Where(tensor => tensor.Trained && tensor.Values.All(value => value == 0)))
        {
            Initial.Normal(tensor.Shape, random, Deviation).CopyTo(tensor.Values, 0);
        }
        WorldModelExporter.Write(directory, parameters, architecture, Normalisation.Unit, Untrained(seed));
    }

    /// <summary>Writes a prior policy with random weights beside a model that is there.</summary>
    /// <param name="modelHash">Whose prior it says it is; null for that of the model.</param>
    public static void WritePrior(string directory, ulong seed, string? modelHash = null)
    {
        (WorldModelManifest manifest, ParameterSet parameters) = WorldModelManifest.ReadWithWeights(directory);
        parameters.Complete = false;
        Graph graph = new(parameters);
        new ActionPriorNetwork(manifest.Architecture, new ProbeHead(manifest.Architecture, manifest.Normalisation, seed), seed)
            .Propose(new PlanningQuestion(graph, manifest.Architecture), ActionPriorNetwork.Limits.Of(graph, 1));
        ActionPrior.Write(ActionPrior.DirectoryOf(directory), parameters, manifest.Architecture, manifest.Normalisation, modelHash ?? WorldModelManifest.Read(directory).Hash, Untrained(seed));
    }

    private static TrainingProvenance Untrained(ulong seed) => new()
    {
        Dataset = "none", DatasetSha256 = "", Episodes = 0, Frames = 0, Seed = seed, Steps = 0, WallSeconds = 0, FinalLoss = 0,
    };
}
