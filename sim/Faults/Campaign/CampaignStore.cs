using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoboticsStack.Core;

namespace RoboticsStack.Faults;

/// <summary>What a stored campaign is of; only what was run under the same may be gone on with.</summary>
/// <param name="Build">Names the code.</param>
/// <param name="Robot">Hash of its description.</param>
/// <param name="Promises">Hash of the book.</param>
public sealed record CampaignHeader(ulong Seed, int RealEvery, string Build, string Robot, string Promises);

/// <summary>Results of a campaign in a file: a header, then one line an episode, appended as they come. A line cut off by a crash is run again.</summary>
public sealed class CampaignStore : IDisposable
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly StreamWriter _writer;

    private CampaignStore(StreamWriter writer) => _writer = writer;

    /// <summary>Takes up what the file holds, if it is of the same campaign, and begins anew otherwise.</summary>
    /// <param name="known">Called with each episode that is stored.</param>
    /// <exception cref="UserErrorException">The file cannot be used.</exception>
    public static CampaignStore Open(string file, CampaignHeader header, Action<EpisodeResult> known)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            string[] whole = [];
            if (File.Exists(file) && Read(file) is { Header: { } stored } && stored == header)
            {
                whole = [.. Lines(file).Where(line => Parse(line) is not null)];
                foreach (string line in whole)
                {
                    known(Parse(line)!);
                }
            }
            File.WriteAllLines(file + ".part", [JsonSerializer.Serialize(header, Json), .. whole]);
            File.Move(file + ".part", file, overwrite: true);
            return new CampaignStore(new StreamWriter(file, append: true, new UTF8Encoding(false)) { AutoFlush = true });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The campaign's results cannot be kept in '{file}': {e.Message} Choose another place with --out.", e);
        }
    }

    /// <summary>Header and episodes of a stored campaign.</summary>
    /// <exception cref="UserErrorException">The file is missing or is not one of these.</exception>
    public static (CampaignHeader? Header, IEnumerable<EpisodeResult> Episodes) Read(string file)
    {
        try
        {
            using StreamReader reader = new(file);
            return (TryParse<CampaignHeader>(reader.ReadLine() ?? ""), Lines(file).Select(Parse).OfType<EpisodeResult>());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The campaign '{file}' cannot be read: {e.Message} './robot faults' writes one.", e);
        }
    }

    public void Append(EpisodeResult result) => _writer.WriteLine(JsonSerializer.Serialize(result, Json));

    public void Dispose() => _writer.Dispose();

    private static IEnumerable<string> Lines(string file) => File.ReadLines(file).Skip(1);

    private static EpisodeResult? Parse(string line) => TryParse<EpisodeResult>(line);

    private static T? TryParse<T>(string line) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
