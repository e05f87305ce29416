using System.Text.Json;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Recording.Mcap;

namespace RoboticsStack.Recording.Report;

/// <summary>One recorded run with its summary, read once, for the pages that show it.</summary>
public sealed class RunReplay
{
    private readonly ReplayCollector _collector;
    private readonly JsonElement _summary;
    private readonly bool _truncated;

    private RunReplay(ReplayCollector collector, ReplayScene scene, JsonElement summary, bool truncated) =>
        (_collector, Scene, _summary, _truncated) = (collector, scene, summary, truncated);

    /// <summary>As at the start; empty if the recording has none.</summary>
    public ReplayScene Scene { get; }

    /// <summary>When the run failed; null if it succeeded or its summary does not say.</summary>
    public Landmark? Failure => IsFailed ? _collector.Failure.Moment() : null;

    private bool IsFailed => _summary.ValueKind == JsonValueKind.Object && _summary.TryGetProperty("success", out JsonElement success) && success.ValueKind == JsonValueKind.False;

    /// <param name="recordingPath">An MCAP file of <see cref="RunRecorder"/>; a truncated one will do.</param>
    /// <param name="summaryJsonPath">The run's summary, shown as it is.</param>
    /// <exception cref="UserErrorException">A file is missing, unreadable or damaged.</exception>
    public static RunReplay Read(string recordingPath, string summaryJsonPath)
    {
        JsonElement summary = ReadSummary(summaryJsonPath);
        ReplayCollector collector = new();
        ReplayScene scene = new() { Bodies = [] };
        using McapReader reader = new(recordingPath);
        foreach (McapMessage message in reader.ReadMessages())
        {
            collector.Add(message);
        }
        if (reader.Attachments.LastOrDefault(a => a.Name == ReplayScene.AttachmentName) is { } attachment)
        {
            scene = ReadScene(attachment, recordingPath);
        }
        return new RunReplay(collector, scene, summary, reader.IsTruncated);
    }

    /// <summary>The scene as it stood at a time, seconds from the start.</summary>
    public ReplayScene SceneAt(double timeSec)
    {
        IReadOnlyDictionary<string, Pose> poses = _collector.PosesAt(timeSec);
        return Scene with { Bodies = [.. Scene.Bodies.Select(body => poses.TryGetValue(body.Name, out Pose pose) ? body with { Pose = pose } : body)] };
    }

    /// <summary>The moment of failure as JSON: time, what happened, landmarks on the way and the scene as it stood; null if the run did not fail.</summary>
    public byte[]? FailureSnapshot() => Failure is not { } moment ? null : JsonSerializer.SerializeToUtf8Bytes(
        new { t = Math.Round(moment.TimeSec, 2), what = moment.What, landmarks = _collector.Failure.Landmarks, scene = SceneAt(moment.TimeSec) }, SceneExport.Options);

    /// <summary>What the page's scripts take for a run.</summary>
    internal object ToJson(PagePack pack) => new
    {
        summary = _summary,
        truncated = _truncated,
        replay = _collector.ToJson(Scene, Failure is { } moment ? new { t = Math.Round(moment.TimeSec, 2), what = moment.What, landmarks = _collector.Failure.Landmarks } : null, pack),
    };

    private static JsonElement ReadSummary(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.Clone();
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
}
