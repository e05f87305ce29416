using System.Security.Cryptography;
using System.Text.Json;
using RoboticsStack.Core;
using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>Where a model comes from.</summary>
public sealed record TrainingProvenance
{
    public required string Dataset { get; init; }

    /// <summary>SHA-256 of the data set, in hex.</summary>
    public required string DatasetSha256 { get; init; }
    public required int Episodes { get; init; }
    public required long Frames { get; init; }
    public required ulong Seed { get; init; }
    public required long Steps { get; init; }
    public required double WallSeconds { get; init; }
    public required double FinalLoss { get; init; }
}

/// <summary>Size and SHA-256 (hex) of one file of the model.</summary>
public sealed record ModelFile(string Name, long Bytes, string Sha256);

/// <summary>manifest.json: what a model is, and the hash of every file of it.</summary>
public sealed record WorldModelManifest
{
    public const string FileName = "manifest.json";
    public const string EncoderFile = "encoder.onnx";
    public const string PlannerFile = "planner.onnx";
    public const string IdentityPlannerFile = "planner.identity.onnx";
    public const string WeightsFile = "weights.bin";
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required int FormatVersion { get; init; }
    public required int ObservationVersion { get; init; }
    public required IReadOnlyList<Segment> Observation { get; init; }
    public required int ProbeVersion { get; init; }
    public required IReadOnlyList<Segment> Probes { get; init; }

    /// <summary>Physical value of 1 per action dimension (<see cref="ActionScale.PerStep"/>).</summary>
    public required IReadOnlyList<double> ActionPerStep { get; init; }
    public required double StepSeconds { get; init; }
    public required int History { get; init; }
    public required WorldModelArchitecture Architecture { get; init; }
    public required Normalisation Normalisation { get; init; }
    public required IReadOnlyList<ModelFile> Files { get; init; }
    public required TrainingProvenance Training { get; init; }

    /// <summary>As <see cref="IWorldModel.HighDisagreement"/>; null if not measured.</summary>
    public double? HighDisagreement { get; init; }

    /// <summary>The manifest and the weights to train on from.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or altered, or the model does not fit this build.</exception>
    public static (WorldModelManifest Manifest, ParameterSet Weights) ReadWithWeights(string directory)
    {
        (WorldModelManifest manifest, _) = Read(directory);
        manifest.ReadVerified(directory, WeightsFile);
        return (manifest, Checkpoint.Load(Path.Combine(directory, WeightsFile)).Parameters);
    }

    internal static WorldModelManifest Create(string directory, WorldModelArchitecture architecture, Normalisation normalisation, TrainingProvenance training,
        double? highDisagreement) => new()
    {
        FormatVersion = CurrentFormat,
        ObservationVersion = ObservationLayout.Version,
        Observation = ObservationLayout.Segments,
        ProbeVersion = ProbeLayout.Version,
        Probes = ProbeLayout.Groups,
        ActionPerStep = ActionScale.PerStep,
        StepSeconds = ActionScale.StepSeconds,
        History = RolloutBatch.History,
        Architecture = architecture,
        Normalisation = normalisation,
        Training = training,
        HighDisagreement = highDisagreement,
        Files = [.. new[] { EncoderFile, PlannerFile, IdentityPlannerFile, WeightsFile }.Select(name => Describe(directory, name))],
    };

    internal void Write(string directory) =>
        File.WriteAllText(Path.Combine(directory, FileName), JsonSerializer.Serialize(this, Json) + "\n");

    /// <summary>Reads and checks the manifest; the model is known by its hash. The files it names are left alone.</summary>
    /// <exception cref="UserErrorException">It is missing or altered, or the model does not fit this build.</exception>
    public static (WorldModelManifest Manifest, string Hash) Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        byte[] bytes = ReadFile(path);
        WorldModelManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<WorldModelManifest>(bytes, Json) ?? throw new JsonException("it is empty");
            manifest.Check(path);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NullReferenceException)
        {
            throw new UserErrorException($"The model manifest {path} cannot be understood: {error.Message} {Mend}", error);
        }
        return (manifest, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>The content of one of the model's files, as the manifest describes it.</summary>
    /// <exception cref="UserErrorException">It is missing, truncated or altered.</exception>
    internal byte[] ReadVerified(string directory, string name)
    {
        string path = Path.Combine(directory, name);
        ModelFile expected = Files.FirstOrDefault(file => file.Name == name)
            ?? throw new UserErrorException($"The manifest in {directory} does not list {name}. {Mend}");
        byte[] content = ReadFile(path);
        if (content.Length != expected.Bytes)
        {
            throw new UserErrorException($"The model file {path} has {content.Length} bytes where its manifest says {expected.Bytes}: truncated or replaced. {Mend}");
        }
        return Convert.ToHexStringLower(SHA256.HashData(content)) == expected.Sha256
            ? content
            : throw new UserErrorException($"The model file {path} does not have the SHA-256 its manifest states: altered or damaged. {Mend}");
    }

    private const string Mend = "Restore the model directory from version control, or train again with './robot train'.";

    private void Check(string path)
    {
        if (FormatVersion != CurrentFormat || ObservationVersion != ObservationLayout.Version || ProbeVersion != ProbeLayout.Version
            || !Observation.SequenceEqual(ObservationLayout.Segments) || !Probes.SequenceEqual(ProbeLayout.Groups)
            || !ActionPerStep.SequenceEqual(ActionScale.PerStep) || StepSeconds != ActionScale.StepSeconds || History != RolloutBatch.History)
        {
            throw new UserErrorException($"The model of {path} was made for another contract (format {FormatVersion}, observation {ObservationVersion}, "
                + $"probes {ProbeVersion}; this build has {CurrentFormat}, {ObservationLayout.Version}, {ProbeLayout.Version}, or their layouts differ). {Mend}");
        }
        if (HighDisagreement is { } high && !(high > 0 && double.IsFinite(high)))
        {
            throw new ArgumentException($"highDisagreement is {high}, must be positive.");
        }
        Architecture.Validate();
        Normalisation.Validate();
    }

    private static ModelFile Describe(string directory, string name)
    {
        byte[] content = File.ReadAllBytes(Path.Combine(directory, name));
        return new(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"Cannot read the model file {path}: {error.Message} {Mend}", error);
        }
    }
}
