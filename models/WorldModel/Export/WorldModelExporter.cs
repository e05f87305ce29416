using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>Writes a trained model as the directory that <see cref="WorldModel.Load"/> reads.</summary>
public static class WorldModelExporter
{
    /// <param name="highDisagreement">As <see cref="IWorldModel.HighDisagreement"/>; null if not measured.</param>
    public static void Write(string directory, ParameterSet parameters, WorldModelArchitecture architecture, Normalisation normalisation,
        TrainingProvenance training, double? highDisagreement = null)
    {
        architecture.Validate();
        normalisation.Validate();
        Directory.CreateDirectory(directory);
        const ulong Unused = 0;
        ProbeHead probeHead = new(architecture, normalisation, Unused);
        PlannerGraph planner = new(architecture, new Predictor(architecture, Unused), probeHead);

        Dictionary<string, byte[]> files = new()
        {
            [WorldModelManifest.EncoderFile] = EncoderModel(parameters, architecture, normalisation, probeHead),
            [WorldModelManifest.PlannerFile] = planner.Build(parameters, PredictorMode.Learned),
            [WorldModelManifest.IdentityPlannerFile] = planner.Build(parameters, PredictorMode.Identity),
        };
        foreach ((string name, byte[] content) in files)
        {
            File.WriteAllBytes(Path.Combine(directory, name), content);
        }
        Checkpoint.Save(Path.Combine(directory, WorldModelManifest.WeightsFile), parameters.WithoutOptimiser(), training.Steps, training.Seed);
        WorldModelManifest.Create(directory, architecture, normalisation, training, highDisagreement).Write(directory);
    }

    private static byte[] EncoderModel(ParameterSet parameters, WorldModelArchitecture architecture, Normalisation normalisation, ProbeHead probeHead)
    {
        Graph graph = new(parameters);
        Tensor observation = graph.Input("observation", [Shape.Dynamic, ObservationLayout.Size]);
        Tensor latent = new Encoder(architecture, normalisation, 0).Build(observation, training: false);
        return OnnxModel.ForInference(graph, [("latent", latent), ("probes", probeHead.Decode(latent))]);
    }
}
