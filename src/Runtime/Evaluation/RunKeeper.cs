using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Kitchens;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Recording;
using RoboticsStack.Recording.Report;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Evaluation;

/// <summary>Which runs of an evaluation leave a report.</summary>
public enum KeepReports
{
    Failures,
    All,
    None,
}

/// <summary>
/// Records one run of an evaluation and, if it is to be kept, leaves its report in the store: report.html, summary.json and, of a failed run,
/// moment.json, the scene as it stood when it failed. The recording itself goes; <c>robot coffee</c> with the same seed makes it again.
/// </summary>
internal sealed class RunKeeper : IDisposable
{
    public const string ReportFile = "report.html";
    public const string MomentFile = "moment.json";

    private readonly KeepReports _keep;
    private readonly string _directory;
    private RunRecorder? _recorder;

    /// <param name="store">Where the run's result goes.</param>
    /// <param name="seed">Of the run; what an earlier run of it left is removed.</param>
    /// <param name="keep">Which runs to keep; nothing is recorded for <see cref="KeepReports.None"/>.</param>
    /// <exception cref="UserErrorException">The folder cannot be used.</exception>
    public RunKeeper(EvaluationStore store, ulong seed, KeepReports keep)
    {
        (_keep, _directory) = (keep, store.RunFolder(seed));
        try
        {
            Clear();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The folder '{_directory}' cannot be used for the reports of failed runs: {error.Message} Choose another with --out, or --keep none.", error);
        }
    }

    private string Recording => Path.Combine(_directory, CoffeeSession.RecordingFile);

    /// <summary>Begins to record; as the run's first thing on the bus.</summary>
    /// <exception cref="UserErrorException">The recording cannot be made.</exception>
    public void Attach(IMessageBus bus, Topics topics, CoffeeOptions options, ulong runId, Kitchen kitchen, RobotDescription robot)
    {
        if (_keep == KeepReports.None)
        {
            return;
        }
        _recorder = RunRecording.Start(bus, topics, Recording, options, runId, robot, SceneReplay.Of(kitchen, robot));
    }

    /// <summary>Writes the report if this run is one to keep. What goes wrong costs the report, never the result.</summary>
    /// <returns>Why there is none; null if there is one or need be none.</returns>
    public string? Finish(RunSummary summary)
    {
        _recorder?.Dispose();
        if (_recorder is null || (summary.Success && _keep == KeepReports.Failures))
        {
            return null;
        }
        try
        {
            WriteReport(summary);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or UserErrorException)
        {
            return $"seed {summary.Seed} has no report: {_recorder.Failure?.Message ?? error.Message}";
        }
    }

    public void Dispose()
    {
        _recorder?.Dispose();
        if (!Directory.Exists(_directory))
        {
            return;
        }
        File.Delete(Recording);
        if (!Directory.EnumerateFileSystemEntries(_directory).Any())
        {
            Directory.Delete(_directory);
        }
    }

    private void WriteReport(RunSummary summary)
    {
        string summaryFile = Path.Combine(_directory, CoffeeSession.SummaryFile);
        File.WriteAllText(summaryFile, summary.ToJson());
        RunReplay replay = RunReplay.Read(Recording, summaryFile);
        ReportWriter.Write(replay, Path.Combine(_directory, ReportFile));
        if (replay.FailureSnapshot() is { } moment)
        {
            File.WriteAllBytes(Path.Combine(_directory, MomentFile), moment);
        }
    }

    private void Clear()
    {
        if (_keep != KeepReports.None)
        {
            Directory.CreateDirectory(_directory);
        }
        if (Directory.Exists(_directory))
        {
            foreach (string file in (string[])[CoffeeSession.RecordingFile, CoffeeSession.SummaryFile, ReportFile, MomentFile])
            {
                File.Delete(Path.Combine(_directory, file));
            }
        }
    }
}
