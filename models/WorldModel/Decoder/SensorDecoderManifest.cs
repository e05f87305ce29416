using System.Security.Cryptography;
using System.Text.Json;
using RoboticsStack.Core;

namespace RoboticsStack.Models;

/// <summary>Squared latent error of the predictor on scenes that training left out, mean over dimensions, by steps ahead: what is usual.</summary>
/// <param name="Median">[steps]; entry 0 is one step ahead.</param>
/// <param name="High">[steps]; exceeded by one prediction in a hundred.</param>
public sealed record UsualError(IReadOnlyList<double> Median, IReadOnlyList<double> High);

/// <summary>manifest.json of a sensor decoder: which world model it belongs to, and how it was trained. It is no part of that model's hash.</summary>
public sealed record SensorDecoderManifest
{
    public const string FileName = "manifest.json";
    public const string DecoderFile = "decoder.onnx";
    private const string Mend = "Restore it from version control, or make it again with './robot train --decoder'.";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required int LayoutVersion { get; init; }

    /// <summary><see cref="IWorldModel.ModelHash"/> of the world model whose latents it reads.</summary>
    public required string ModelHash { get; init; }
    public required int LatentSize { get; init; }
    public required ModelFile File { get; init; }
    public required UsualError UsualError { get; init; }
    public required TrainingProvenance Training { get; init; }

    internal void Write(string directory) => System.IO.File.WriteAllText(Path.Combine(directory, FileName), JsonSerializer.Serialize(this, Json) + "\n");

    /// <summary>Manifest and model of a decoder for one world model, both checked.</summary>
    /// <exception cref="UserErrorException">Missing, truncated, altered, or made for another world model.</exception>
    internal static (SensorDecoderManifest Manifest, byte[] Model) Read(string directory, string modelHash)
    {
        string path = Path.Combine(directory, FileName);
        SensorDecoderManifest manifest;
        byte[] model;
        try
        {
            manifest = JsonSerializer.Deserialize<SensorDecoderManifest>(System.IO.File.ReadAllBytes(path), Json) ?? throw new JsonException("it is empty");
            model = System.IO.File.ReadAllBytes(Path.Combine(directory, DecoderFile));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The picture decoder in {directory} cannot be read: {error.Message} {Mend}", error);
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"The decoder's manifest {path} cannot be understood: {error.Message} {Mend}", error);
        }
        if (manifest.ModelHash != modelHash)
        {
            throw new UserErrorException($"The picture decoder in {directory} was trained for world model {Short(manifest.ModelHash)}, but the model loaded is {Short(modelHash)}. "
                + "Train one for it with './robot train --decoder'.");
        }
        if (manifest.LayoutVersion != SensorLayout.Version || manifest.LatentSize < 1 || manifest.UsualError is not { Median.Count: > 0 } usual
            || usual.High.Count != usual.Median.Count || !usual.Median.Concat(usual.High).All(value => value > 0 && double.IsFinite(value)))
        {
            throw new UserErrorException($"The decoder's manifest {path} states what this build cannot use (layout {manifest.LayoutVersion}, this build has {SensorLayout.Version}). {Mend}");
        }
        return Describe(model) == manifest.File
            ? (manifest, model)
            : throw new UserErrorException($"The decoder file {Path.Combine(directory, DecoderFile)} is not the one its manifest describes: truncated or altered. {Mend}");
    }

    internal static ModelFile Describe(byte[] model) => new(DecoderFile, model.Length, Convert.ToHexStringLower(SHA256.HashData(model)));

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
