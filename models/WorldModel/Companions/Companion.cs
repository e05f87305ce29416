using System.Security.Cryptography;
using System.Text.Json;
using RoboticsStack.Core;

namespace RoboticsStack.Models;

/// <summary>Reads and writes one kind of network that goes with a world model: its manifest and its one graph.</summary>
/// <param name="what">What errors call it.</param>
/// <param name="graphFile">Name of the graph beside the manifest.</param>
/// <param name="train">The command that makes one.</param>
internal sealed class Companion<TManifest>(string what, string graphFile, string train)
    where TManifest : CompanionManifest
{
    private const string ManifestFile = "manifest.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _mend = $"Restore it from version control, or make it again with '{train}'.";

    public ModelFile Describe(byte[] graph) => new(graphFile, graph.Length, Convert.ToHexStringLower(SHA256.HashData(graph)));

    public void Write(string directory, TManifest manifest, byte[] graph)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllBytes(Path.Combine(directory, graphFile), graph);
        File.WriteAllText(Path.Combine(directory, ManifestFile), JsonSerializer.Serialize(manifest, Json) + "\n");
    }

    /// <summary>Manifest and graph of the one for a world model, both checked.</summary>
    /// <exception cref="UserErrorException">Missing, truncated, altered, or made for another world model.</exception>
    public (TManifest Manifest, byte[] Graph) Read(string directory, string modelHash)
    {
        string path = Path.Combine(directory, ManifestFile);
        TManifest manifest;
        byte[] graph;
        try
        {
            manifest = JsonSerializer.Deserialize<TManifest>(File.ReadAllBytes(path), Json) ?? throw new JsonException("it is empty");
            graph = File.ReadAllBytes(Path.Combine(directory, graphFile));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The {what} in {directory} cannot be read: {error.Message} {_mend}", error);
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"The manifest {path} of the {what} cannot be understood: {error.Message} {_mend}", error);
        }
        if (manifest.ModelHash != modelHash)
        {
            throw new UserErrorException($"The {what} in {directory} was trained for world model {Short(manifest.ModelHash)}, but the model loaded is {Short(modelHash)}. Train one for it with '{train}'.");
        }
        if (!manifest.IsUsable)
        {
            throw new UserErrorException($"The manifest {path} of the {what} states what this build cannot use: another layout or other sizes. {_mend}");
        }
        return Describe(graph) == manifest.File
            ? (manifest, graph)
            : throw new UserErrorException($"The {what}'s file {Path.Combine(directory, graphFile)} is not the one its manifest describes: truncated or altered. {_mend}");
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
