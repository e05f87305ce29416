using RoboticsStack.Control.Robot;
using RoboticsStack.Recording.Report;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Cli.Coffee;

/// <summary>Runs one coffee session and shows it: live, then a one-screen summary, then the report.</summary>
internal sealed class CoffeeCommand(CoffeeOptions options)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        RobotDescription robot = RobotDescription.Load(RepositoryFiles.Robot(options.Robot));
        string directory = options.OutputDirectory ?? Path.Combine(
            RepositoryFiles.Root, "out", FormattableString.Invariant($"coffee-{options.Seed}-{DateTime.Now:yyyyMMdd-HHmmss}"));
        RunSummary summary;
        using (CoffeeSession session = CoffeeSession.Start(options, robot, directory))
        {
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
        string report = Path.Combine(directory, "report.html");
        ReportWriter.Write(Path.Combine(directory, CoffeeSession.RecordingFile), Path.Combine(directory, CoffeeSession.SummaryFile), report);
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
}
