using System.Security.Cryptography;
using System.Text.Json;
using RoboticsStack.Core;
using RoboticsStack.Intuition;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.IntuitivePhysics;

/// <summary>Errors of one clip: by horizon, then [frame predicted from, slot].</summary>
/// <param name="From">Frame of the clip that the first one here is; as many at the end mean nothing.</param>
/// <param name="Latents">[frames, slots, Z].</param>
/// <param name="Raw">Squared latent error, mean over dimensions.</param>
/// <param name="Normalised">The same in units of what the model expects its error to be there.</param>
public sealed record ClipErrors(int From, float[] Latents, IReadOnlyList<float[]> Raw, IReadOnlyList<float[]> Normalised);

/// <summary>One clip as it surprises who has seen all of it, and who came in later, by when.</summary>
public sealed record ClipLooks(ClipErrors Whole, IReadOnlyList<ClipErrors> Late);

/// <summary>manifest.json of a surprise model.</summary>
public sealed record SurpriseManifest
{
    public required int LayoutVersion { get; init; }
    public required SurpriseArchitecture Architecture { get; init; }
    public required ModelFile File { get; init; }
    public required TrainingProvenance Training { get; init; }
}

/// <summary>A trained model, as committed. Not for two threads at once.</summary>
public sealed class SurpriseModel : IDisposable
{
    /// <summary>Of <see cref="ClipLayout"/>; a model made for another is refused.</summary>
    private const int LayoutVersion = 3;
    private const int Batch = 16;

    /// <summary>A look later than this would leave too little to judge.</summary>
    internal const int LastLook = 22;

    /// <summary>When the model looks again: from each of the first frames, and from every second one later.</summary>
    private static readonly int[] Looks = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20, LastLook];
    private const string ModelName = "surprise.onnx", ManifestName = "manifest.json";
    private const string Mend = "Restore it from version control, or make it again with './robot physics-test --train'.";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly CompiledGraph _graph;
    private readonly GraphBinding _binding;
    private readonly float[] _slots = GC.AllocateArray<float>(Batch * ClipLayout.SlotsLength, pinned: true);
    private readonly float[] _surroundings = GC.AllocateArray<float>(Batch * ClipLayout.SurroundingsLength, pinned: true);
    private readonly float[] _latents;
    private readonly float[][] _raw, _normalised;

    private SurpriseModel(SurpriseManifest manifest, byte[] model)
    {
        Manifest = manifest;
        SurpriseArchitecture architecture = manifest.Architecture;
        _graph = CompiledGraph.From(model, ModelName);
        _latents = GC.AllocateArray<float>(Batch * ClipLayout.Frames * ClipLayout.Slots * architecture.LatentSize, pinned: true);
        float[] PerFrame(int horizon) => GC.AllocateArray<float>(Batch * (ClipLayout.Frames - horizon) * ClipLayout.Slots, pinned: true);
        _raw = [.. architecture.Horizons.Select(PerFrame)];
        _normalised = [.. architecture.Horizons.Select(PerFrame)];
        long[] Shape(int i) => [Batch, ClipLayout.Frames - architecture.Horizons[i], ClipLayout.Slots];
        _binding = _graph.Bind(
            [("slots", _slots, [Batch * ClipLayout.Frames * ClipLayout.Slots, ClipLayout.SlotSize]), ("surroundings", _surroundings, [Batch, ClipLayout.Frames, ClipLayout.SurroundingsSize])],
            [("latents", _latents, [Batch * ClipLayout.Frames * ClipLayout.Slots, architecture.LatentSize]),
                .. _raw.Select((values, i) => ($"raw{architecture.Horizons[i]}", values.AsMemory(), Shape(i))),
                .. _normalised.Select((values, i) => ($"normalised{architecture.Horizons[i]}", values.AsMemory(), Shape(i)))]);
    }

    public SurpriseManifest Manifest { get; }

    /// <summary>Writes the directory that <see cref="Load"/> reads.</summary>
    public static void Write(string directory, ParameterSet parameters, SurpriseArchitecture architecture, TrainingProvenance training)
    {
        Graph graph = new(parameters.WithoutOptimiser());
        SurpriseNetwork network = new(architecture, Batch, 0);
        Tensor slots = graph.Input("slots", [Batch * ClipLayout.Frames * ClipLayout.Slots, ClipLayout.SlotSize]);
        Tensor latents = network.Encode(slots, training: false);
        List<(string, Tensor)> outputs = [("latents", latents)];
        foreach (SurpriseNetwork.Prediction ahead in network.Predict(latents, slots, graph.Input("surroundings", [Batch, ClipLayout.Frames, ClipLayout.SurroundingsSize])))
        {
            Tensor error = Losses.SquaredError(ahead.Mean, ahead.Target);
            outputs.Add(($"raw{ahead.Horizon}", error.Mean(false, 3)));
            outputs.Add(($"normalised{ahead.Horizon}", (error / (ahead.LogVariance.Exp() + 1e-6)).Mean(false, 3)));
        }
        byte[] model = OnnxModel.ForInference(graph, outputs);
        Directory.CreateDirectory(directory);
        File.WriteAllBytes(Path.Combine(directory, ModelName), model);
        SurpriseManifest manifest = new() { LayoutVersion = LayoutVersion, Architecture = architecture, File = Describe(model), Training = training };
        File.WriteAllText(Path.Combine(directory, ManifestName), JsonSerializer.Serialize(manifest, Json) + "\n");
    }

    /// <exception cref="UserErrorException">Missing, truncated, altered, or of another layout.</exception>
    public static SurpriseModel Load(string directory)
    {
        string path = Path.Combine(directory, ManifestName);
        try
        {
            SurpriseManifest manifest = JsonSerializer.Deserialize<SurpriseManifest>(File.ReadAllBytes(path), Json) ?? throw new JsonException("it is empty");
            byte[] model = File.ReadAllBytes(Path.Combine(directory, ModelName));
            if (manifest.LayoutVersion != LayoutVersion)
            {
                throw new UserErrorException($"The surprise model in {directory} is made for layout {manifest.LayoutVersion}, this build has {LayoutVersion}. {Mend}");
            }
            manifest.Architecture.Validate();
            return Describe(model) == manifest.File
                ? new(manifest, model)
                : throw new UserErrorException($"{Path.Combine(directory, ModelName)} is not the file its manifest describes: truncated or altered. {Mend}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The surprise model in {directory} cannot be read: {error.Message} {Mend}", error);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new UserErrorException($"The manifest {path} cannot be used: {error.Message} {Mend}", error);
        }
    }

    /// <summary>Each clip as it surprises who has seen all of it.</summary>
    /// <param name="from">Or who has only come in at this frame.</param>
    public IReadOnlyList<ClipErrors> Judge(IReadOnlyList<Clip> clips, int from = 0)
    {
        List<ClipErrors> errors = [];
        int[] order = [.. Enumerable.Range(0, ClipLayout.Slots)];
        for (int first = 0; first < clips.Count; first += Batch)
        {
            int count = Math.Min(Batch, clips.Count - first);
            for (int row = 0; row < count; row++)
            {
                ClipLayout.Write(clips[first + row], order, mirrored: false,
                    _slots.AsSpan(row * ClipLayout.SlotsLength, ClipLayout.SlotsLength), _surroundings.AsSpan(row * ClipLayout.SurroundingsLength, ClipLayout.SurroundingsLength), from: from);
            }
            _binding.Run();
            for (int row = 0; row < count; row++)
            {
                errors.Add(new(from, Row(_latents, row), [.. _raw.Select(values => Row(values, row))], [.. _normalised.Select(values => Row(values, row))]));
            }
        }
        return errors;
    }

    public IReadOnlyList<ClipLooks> Look(IReadOnlyList<Clip> clips)
    {
        IReadOnlyList<ClipErrors> whole = Judge(clips);
        IReadOnlyList<ClipErrors>[] late = [.. Looks.Select(from => Judge(clips, from))];
        return [.. whole.Select((errors, clip) => new ClipLooks(errors, [.. late.Select(look => look[clip])]))];
    }

    public void Dispose()
    {
        _binding.Dispose();
        _graph.Dispose();
    }

    private static float[] Row(float[] values, int row) => values.AsSpan(row * (values.Length / Batch), values.Length / Batch).ToArray();

    private static ModelFile Describe(byte[] model) => new(ModelName, model.Length, Convert.ToHexStringLower(SHA256.HashData(model)));
}
