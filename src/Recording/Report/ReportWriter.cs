using System.Text.Json;
using System.Text.RegularExpressions;
using RoboticsStack.Core;
using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Recording.Report;

/// <summary>Makes one HTML file of a run that opens anywhere, offline: replay in 3D, curves, events, summary.</summary>
public static partial class ReportWriter
{
    private static readonly string[] Scripts = ["data.js", "scene.js", "charts.js", "panels.js", "main.js"];

    /// <param name="recordingPath">An MCAP file of <see cref="RunRecorder"/>; a truncated one will do.</param>
    /// <param name="summaryJsonPath">The run's summary, shown as it is.</param>
    /// <exception cref="UserErrorException">A file is missing, unreadable or damaged, or the report cannot be written.</exception>
    public static void Write(string recordingPath, string summaryJsonPath, string outHtml)
    {
        string summary = ReadSummary(summaryJsonPath);
        ReplayCollector collector = new();
        ReplayScene scene = new() { Bodies = [] };
        bool truncated;
        using (McapReader reader = new(recordingPath))
        {
            foreach (McapMessage message in reader.ReadMessages())
            {
                collector.Add(message);
            }
            if (reader.Attachments.LastOrDefault(a => a.Name == ReplayScene.AttachmentName) is { } attachment)
            {
                scene = ReadScene(attachment, recordingPath);
            }
            truncated = reader.IsTruncated;
        }
        string replay = JsonSerializer.Serialize(collector.ToJson(scene), SceneExport.Options);
        string html = Placeholder().Replace(Asset("report.html"), match => match.Groups[1].Value switch
        {
            "summary" => summary,
            "replay" => replay,
            "truncated" => truncated ? "true" : "false",
            "app" => string.Join('\n', Scripts.Select(Asset)),
            string asset => Asset(asset),
        });
        try
        {
            File.WriteAllText(outHtml, html);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The report '{outHtml}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Read and written again, so that nothing in it can end the script element it goes into.</summary>
    private static string ReadSummary(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return JsonSerializer.Serialize(document.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UserErrorException($"The summary '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static ReplayScene ReadScene(McapAttachment attachment, string recordingPath)
    {
        try
        {
            return SceneExport.FromJson(attachment.Data.Span);
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"The scene inside the recording '{recordingPath}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Replaced in one pass, so that nothing inside the inserted text is taken for a placeholder.</summary>
    [GeneratedRegex(@"/\*\{\{([\w.]+)\}\}\*/")]
    private static partial Regex Placeholder();

    private static string Asset(string name)
    {
        using Stream stream = typeof(ReportWriter).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"'{name}' is not part of this assembly");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
