using RoboticsStack.Core;
using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>
/// Turns latents into what the wrist camera and the fingertips would show: for people to look at. Trained after the world model, which knows nothing of it. Not
/// safe for use by two threads at once.
/// </summary>
public sealed class SensorDecoder : IDisposable
{
    private readonly CompiledGraph _graph;
    private readonly GraphBinding _binding;
    private readonly float[] _latent;
    private readonly float[] _sensors;

    private SensorDecoder(SensorDecoderManifest manifest, CompiledGraph graph, int rows)
    {
        (Manifest, _graph) = (manifest, graph);
        _latent = GC.AllocateArray<float>(rows * manifest.LatentSize, pinned: true);
        _sensors = GC.AllocateArray<float>(rows * SensorLayout.Size, pinned: true);
        _binding = graph.Bind([("latent", _latent, [rows, manifest.LatentSize])], [("sensors", _sensors, [rows, SensorLayout.Size])]);
    }

    public SensorDecoderManifest Manifest { get; }

    /// <summary>Where the decoder of a world model lies: in a folder of the model's own.</summary>
    public static string DirectoryOf(string modelDirectory) => Path.Combine(modelDirectory, "decoder");

    /// <param name="directory">As <see cref="Write"/> wrote it.</param>
    /// <param name="model">Whose latents are to be decoded.</param>
    /// <param name="rows">Latents decoded at once.</param>
    /// <exception cref="UserErrorException">Missing, truncated, altered, or made for another world model.</exception>
    public static SensorDecoder Load(string directory, IWorldModel model, int rows = 1)
    {
        (SensorDecoderManifest manifest, byte[] content) = SensorDecoderManifest.Companion.Read(directory, model.ModelHash);
        return new(manifest, CompiledGraph.From(content, Path.Combine(directory, SensorDecoderManifest.DecoderFile), SessionSettings.Default with { Threads = rows == 1 ? 1 : 0 }), rows);
    }

    /// <summary>Writes the directory that <see cref="Load"/> reads.</summary>
    /// <param name="parameters">As <see cref="SensorDecoderNetwork"/> trained them.</param>
    public static void Write(string directory, ParameterSet parameters, SegmentStatistics depth, int latentSize, string modelHash, UsualError usual, TrainingProvenance training)
    {
        Graph graph = new(parameters.WithoutOptimiser());
        Tensor latent = graph.Input("latent", [Shape.Dynamic, latentSize]);
        byte[] model = OnnxModel.ForInference(graph, [("sensors", new SensorDecoderNetwork(depth, 0).Decode(latent))]);
        SensorDecoderManifest.Companion.Write(directory, new()
        {
            LayoutVersion = SensorLayout.Version,
            ModelHash = modelHash,
            LatentSize = latentSize,
            File = SensorDecoderManifest.Companion.Describe(model),
            UsualError = usual,
            Training = training,
        }, model);
    }

    /// <summary>[rows, Z] → [rows, <see cref="SensorLayout.Size"/>]; what is returned holds until the next call.</summary>
    public ReadOnlySpan<float> Decode(ReadOnlySpan<float> latents)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(latents.Length, _latent.Length);
        latents.CopyTo(_latent);
        _binding.Run();
        return _sensors;
    }

    /// <summary>
    /// What was measured at the last real frame plus the change that is decoded since: as with anchored probes, the constant part of the decoding's error goes. All four
    /// are one segment of <see cref="SensorLayout"/>.
    /// </summary>
    public static float[] Anchored(ReadOnlySpan<float> decoded, ReadOnlySpan<float> decodedThen, ReadOnlySpan<float> measuredThen, Segment segment)
    {
        float[] anchored = new float[segment.Length];
        float highest = segment == SensorLayout.Tactile ? float.MaxValue : 1;
        for (int i = 0; i < anchored.Length; i++)
        {
            anchored[i] = Math.Clamp(measuredThen[i] + decoded[i] - decodedThen[i], 0, highest);
        }
        return anchored;
    }

    public void Dispose()
    {
        _binding.Dispose();
        _graph.Dispose();
    }
}
