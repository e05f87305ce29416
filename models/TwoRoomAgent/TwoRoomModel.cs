using System.Security.Cryptography;
using System.Text.Json;
using RoboticsStack.Core;
using RoboticsStack.Learning;
using RoboticsStack.Models;
using RoboticsStack.TwoRoom;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>manifest.json of a two-room model.</summary>
public sealed record TwoRoomManifest
{
    public required int FormatVersion { get; init; }
    public required TwoRoomArchitecture Architecture { get; init; }
    public required ModelFile Encoder { get; init; }
    public required ModelFile Planner { get; init; }
    public required TrainingProvenance Training { get; init; }
}

/// <summary>A trained model, as committed: an encoder of one image, and a graph that rolls out a batch of plans and says what each costs. Not for two threads at once.</summary>
public sealed class TwoRoomModel : IDisposable
{
    private const int FormatVersion = 2;
    private const string EncoderName = "encoder.onnx", PlannerName = "planner.onnx", ManifestName = "manifest.json";
    private const string Mend = "Restore it from version control, or make it again with './robot bench tworoom --train'.";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly CompiledGraph _encoder, _planner;
    private readonly GraphBinding _encoding;
    private readonly SplitImage _image;
    private readonly float[] _dot, _walls, _latent;

    private TwoRoomModel(TwoRoomManifest manifest, byte[] encoder, byte[] planner)
    {
        Manifest = manifest;
        _encoder = CompiledGraph.From(encoder, EncoderName);
        _planner = CompiledGraph.From(planner, PlannerName);
        _image = new(manifest.Architecture.PatchSide);
        _dot = Pinned(SplitImage.ChannelLength);
        _walls = Pinned(SplitImage.ChannelLength);
        _latent = Pinned(manifest.Architecture.LatentSize);
        long[] patches = [manifest.Architecture.Patches, manifest.Architecture.PatchSize];
        _encoding = _encoder.Bind([("dot", _dot, patches), ("walls", _walls, patches)], [("latent", _latent, [1, _latent.Length])]);
    }

    public TwoRoomManifest Manifest { get; }

    /// <summary>What <see cref="Encode"/> looks at: [65, 65, 2].</summary>
    public Span<float> Image => _image.Image;

    /// <summary>The latent of <see cref="Image"/>, the dot's part first, valid until the next call.</summary>
    public ReadOnlySpan<float> Encode()
    {
        _image.WriteTo(SplitImage.DotChannel, _dot);
        _image.WriteTo(SplitImage.WallsChannel, _walls);
        _encoding.Run();
        return _latent;
    }

    public PlanBatch CreateBatch(int samples) => new(_planner, Manifest.Architecture, samples);

    /// <summary>Writes the directory that <see cref="Load"/> reads.</summary>
    public static void Write(string directory, ParameterSet parameters, TwoRoomArchitecture architecture, TrainingProvenance training)
    {
        byte[] encoder = ExportEncoder(parameters, architecture), planner = ExportPlanner(parameters, architecture);
        Directory.CreateDirectory(directory);
        File.WriteAllBytes(Path.Combine(directory, EncoderName), encoder);
        File.WriteAllBytes(Path.Combine(directory, PlannerName), planner);
        TwoRoomManifest manifest = new()
        {
            FormatVersion = FormatVersion,
            Architecture = architecture,
            Encoder = Describe(EncoderName, encoder),
            Planner = Describe(PlannerName, planner),
            Training = training,
        };
        File.WriteAllText(Path.Combine(directory, ManifestName), JsonSerializer.Serialize(manifest, Json) + "\n");
    }

    /// <exception cref="UserErrorException">Missing, truncated, altered, or of another format.</exception>
    public static TwoRoomModel Load(string directory)
    {
        string path = Path.Combine(directory, ManifestName);
        try
        {
            TwoRoomManifest manifest = JsonSerializer.Deserialize<TwoRoomManifest>(File.ReadAllBytes(path), Json) ?? throw new JsonException("it is empty");
            if (manifest.FormatVersion != FormatVersion)
            {
                throw new UserErrorException($"The two-room model in {directory} has format {manifest.FormatVersion}, this build reads {FormatVersion}. {Mend}");
            }
            manifest.Architecture.Validate();
            return new(manifest, Read(directory, manifest.Encoder, EncoderName), Read(directory, manifest.Planner, PlannerName));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The two-room model in {directory} cannot be read: {error.Message} {Mend}", error);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new UserErrorException($"The manifest {path} cannot be used: {error.Message} {Mend}", error);
        }
    }

    public void Dispose()
    {
        _encoding.Dispose();
        _encoder.Dispose();
        _planner.Dispose();
    }

    internal static float[] Pinned(int length) => GC.AllocateArray<float>(length, pinned: true);

    private static byte[] ExportEncoder(ParameterSet parameters, TwoRoomArchitecture architecture)
    {
        TwoRoomNetwork network = new(architecture, 0);
        Graph graph = new(parameters.WithoutOptimiser());
        Shape patches = [architecture.Patches, architecture.PatchSize];
        Tensor dot = network.EncodeDot(graph.Input("dot", patches), training: false), walls = network.EncodeWalls(graph.Input("walls", patches), training: false);
        return OnnxModel.ForInference(graph, [("latent", Tensor.Concat(1, dot, walls))]);
    }

    /// <summary>Latents and plans in, the cost of each plan out: the sum of the distances to the goal after each block, by the learned distance and in the latent itself, each times its weight.</summary>
    private static byte[] ExportPlanner(ParameterSet parameters, TwoRoomArchitecture architecture)
    {
        TwoRoomNetwork network = new(architecture, 0);
        Graph graph = new(parameters.WithoutOptimiser());
        Tensor latent = graph.Input("latent", [1, architecture.LatentSize]), goal = graph.Input("goal", [1, architecture.LatentSize]).Slice(1, 0, architecture.DotSize);
        Tensor plans = graph.Input("plans", [Shape.Dynamic, architecture.PlanSteps * TwoRoomNetwork.ActionSize]);
        Tensor learnedWeight = graph.Input("learnedWeight", [1]), latentWeight = graph.Input("latentWeight", [1]);
        Tensor actions = plans.Reshape(Shape.Dynamic, architecture.PlanSteps, TwoRoomNetwork.ActionSize);
        Tensor length = (actions.Square().Sum(true, -1) + 1e-9).Sqrt();
        actions = (actions * Tensor.Min(graph.Constant(1), TwoRoomRules.MaxStep / length)).Reshape(Shape.Dynamic, architecture.PlanSteps * TwoRoomNetwork.ActionSize);
        Tensor imagined = latent.Slice(1, 0, architecture.DotSize), walls = latent.Slice(1, architecture.DotSize, architecture.WallsSize);
        Tensor? cost = null;
        for (int block = 0; block < architecture.PlanBlocks; block++)
        {
            imagined = network.Predict(imagined, walls, actions.Slice(1, block * architecture.BlockSize, architecture.BlockSize));
            Tensor distance = network.Distance(imagined, goal, walls) * learnedWeight + (imagined - goal).Square().Mean(false, 1) * latentWeight;
            cost = cost is null ? distance : cost + distance;
        }
        return OnnxModel.ForInference(graph, [("cost", cost!)]);
    }

    private static byte[] Read(string directory, ModelFile expected, string name)
    {
        byte[] model = File.ReadAllBytes(Path.Combine(directory, name));
        return Describe(name, model) == expected
            ? model
            : throw new UserErrorException($"{Path.Combine(directory, name)} is not the file its manifest describes: truncated or altered. {Mend}");
    }

    private static ModelFile Describe(string name, byte[] model) => new(name, model.Length, Convert.ToHexStringLower(SHA256.HashData(model)));
}
