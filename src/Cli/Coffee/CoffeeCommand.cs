using RoboticsStack.Cli.View;
using RoboticsStack.Control.Robot;
using RoboticsStack.Recording.Report;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Viewing.Live;

namespace RoboticsStack.Cli.Coffee;

/// <summary>Runs one coffee session and shows it: live, then a one-screen summary, then the report.</summary>
/// <param name="options">Of the run.</param>
/// <param name="view">Of the live page; null for none.</param>
internal sealed class CoffeeCommand(CoffeeOptions options, ViewOptions? view)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        RobotDescription robot = RobotDescription.Load(RepositoryFiles.Robot(options.Robot));
        string directory = options.OutputDirectory ?? Path.Combine(
            RepositoryFiles.Root, "out", FormattableString.Invariant($"coffee-{options.Seed}-{DateTime.Now:yyyyMMdd-HHmmss}"));
        using CoffeeSession session = CoffeeSession.Start(options, robot, directory);
        await using LivePage? page = view is null ? null : await LivePage.StartAsync(
            session.Showing($"Coffee run, kitchen {options.Seed}", canPause: !options.RealTime), view.Port, cancellation);
        if (page is not null)
        {
            Console.Error.WriteLine($"live page: {page.Address}");
        }
        string? failure;
        using (LiveProgress? progress = LiveProgress.Start(session, options.Quiet))
        {
            failure = await session.RunAsync(cancellation);
        }
        RunSummary summary = session.Finish(failure);
        page?.End(summary.Success ? "Coffee served: the run has ended." : $"No coffee: {summary.Failure}.");
        Show(summary, directory);
        if (page is not null && view is { StaysOpen: true } && !cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine($"the live page stays at {page.Address} until Ctrl-C");
            await Waiting.UntilCancelled(cancellation);
        }
        return summary.Success ? 0 : 1;
    }

    private void Show(RunSummary summary, string directory)
    {
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
    }
}
