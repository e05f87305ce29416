using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Recording.Report;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Runtime.Telemetry;
using RoboticsStack.Viewing.Foxglove;

namespace RoboticsStack.Cli.Coffee;

/// <summary>Runs one coffee session and shows it: live, then a one-screen summary, then the report.</summary>
/// <param name="options">Of the run.</param>
/// <param name="foxglovePort">Where Foxglove is served; null for nowhere.</param>
internal sealed class CoffeeCommand(CoffeeOptions options, int? foxglovePort)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        RobotDescription robot = RobotDescription.Load(RepositoryFiles.Robot(options.Robot));
        string directory = options.OutputDirectory ?? Path.Combine(
            RepositoryFiles.Root, "out", FormattableString.Invariant($"coffee-{options.Seed}-{DateTime.Now:yyyyMMdd-HHmmss}"));
        RunSummary summary;
        await TelemetryEndpoint.RequireAnswerAsync(options.TelemetryUrl, cancellation);
        using (CoffeeSession session = CoffeeSession.Start(options, robot, directory))
        {
            using SessionMetrics? metrics = options.TelemetryUrl is null ? null : new(session);
            using TelemetryExport? telemetry = TelemetryExport.Start(options.TelemetryUrl, "run", session.RunId);
            await using FoxgloveServer? foxglove = foxglovePort is { } port ? await FoxgloveRun.StartAsync(session, robot, options.Seed, port, cancellation) : null;
            string? failure;
            using (LiveProgress? progress = LiveProgress.Start(session, options.Quiet))
            {
                failure = await session.RunAsync(cancellation);
            }
            summary = session.Finish(failure);
        }
        if (summary.Failure.Length > 0 && (options.Json || options.Quiet))
        {
            Console.Error.WriteLine($"robot: {summary.Failure}");
        }
        foreach (string lack in Lacking(summary, directory))
        {
            Console.Error.WriteLine($"robot: {lack}");
        }
        if (options.Json)
        {
            Console.Out.WriteLine(summary.ToJson());
        }
        else
        {
            SummaryScreen.Print(summary, directory);
        }
        return summary.Success ? 0 : 1;
    }

    /// <summary>Writes the report; returns what the run's files lack, be it for a disk that is full or slow. The result stands all the same.</summary>
    private static IEnumerable<string> Lacking(RunSummary summary, string directory)
    {
        if (summary.Recording is { Failure: { } failure } recording)
        {
            yield return FormattableString.Invariant($"{CoffeeSession.RecordingFile} lacks {recording.Dropped:N0} of {recording.Messages + recording.Dropped:N0} messages: {failure}");
        }
        string? noReport = null;
        try
        {
            ReportWriter.Write(Path.Combine(directory, CoffeeSession.RecordingFile), Path.Combine(directory, CoffeeSession.SummaryFile), Path.Combine(directory, "report.html"));
        }
        catch (UserErrorException error)
        {
            noReport = error.Message;
        }
        if (noReport is not null)
        {
            yield return noReport;
        }
    }
}
