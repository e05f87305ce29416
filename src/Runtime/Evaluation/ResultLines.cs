using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoboticsStack.Core;

namespace RoboticsStack.Runtime.Evaluation;

/// <summary>
/// Results of many episodes in a file: a header that says what they are of, then one JSON line an episode, appended as they come. A line cut off by a crash is
/// run again.
/// </summary>
/// <typeparam name="THeader">Compared as a value: only what was run under the same may be gone on with.</typeparam>
/// <typeparam name="TResult">One episode.</typeparam>
public sealed class ResultLines<THeader, TResult> : IDisposable
    where THeader : class
    where TResult : class
{
    private readonly StreamWriter _writer;

    private ResultLines(StreamWriter writer) => _writer = writer;

    /// <summary>Takes up what the file holds, if it is of the same, and begins anew otherwise.</summary>
    /// <param name="file">Made if it is not there.</param>
    /// <param name="header">What is about to be run.</param>
    /// <param name="known">Called with each episode that is stored.</param>
    /// <exception cref="UserErrorException">The file cannot be used.</exception>
    public static ResultLines<THeader, TResult> Open(string file, THeader header, Action<TResult> known)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            string[] whole = [];
            if (File.Exists(file) && Read(file) is { Header: { } stored } && stored.Equals(header))
            {
                whole = [.. Lines(file).Where(line => Parse<TResult>(line) is not null)];
                foreach (string line in whole)
                {
                    known(Parse<TResult>(line)!);
                }
            }
            File.WriteAllLines(file + ".part", [JsonSerializer.Serialize(header, ResultLines.Json), .. whole]);
            File.Move(file + ".part", file, overwrite: true);
            return new(new StreamWriter(file, append: true, new UTF8Encoding(false)) { AutoFlush = true });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"Results cannot be kept in '{file}': {e.Message} Choose another place with --out.", e);
        }
    }

    /// <summary>Header and episodes of a stored file; no header if it is not one of these.</summary>
    /// <exception cref="UserErrorException">The file is missing or cannot be read.</exception>
    public static (THeader? Header, IEnumerable<TResult> Results) Read(string file)
    {
        try
        {
            using StreamReader reader = new(file);
            return (Parse<THeader>(reader.ReadLine() ?? ""), Lines(file).Select(Parse<TResult>).OfType<TResult>());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The stored results '{file}' cannot be read: {e.Message}", e);
        }
    }

    public void Append(TResult result) => _writer.WriteLine(JsonSerializer.Serialize(result, ResultLines.Json));

    public void Dispose() => _writer.Dispose();

    private static IEnumerable<string> Lines(string file) => File.ReadLines(file).Skip(1);

    private static T? Parse<T>(string line) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, ResultLines.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How results are written.</summary>
public static class ResultLines
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };
}
