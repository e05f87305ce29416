using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoboticsStack.Control.Robot;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Runs;
using Spectre.Console;

namespace RoboticsStack.Cli.Evaluation;

/// <summary>Runs an evaluation and shows a line per seed, then the tables. Lines go to standard error, so that --json leaves standard output clean.</summary>
internal sealed class EvalCommand(EvaluationOptions options, string folder, bool json)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IncludeFields = true,
    };

    public int Run(CancellationToken cancellation)
    {
        EvaluationStore store = EvaluationStore.For(folder, options.Run.Planner, options.Run.PhysicsCheck, options.Run.People);
        EvaluationRunner runner = new(RobotDescription.Load(RepositoryFiles.Robot(options.Run.Robot)), options, store);
        IReadOnlyList<EvaluationRecord> records = runner.Run(cancellation, Report);
        EvaluationStatistics statistics = EvaluationStatistics.Of(options.Run.Planner.ToString().ToLowerInvariant(), records);
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { statistics, records }, Json));
        }
        else if (records.Count > 0)
        {
            EvalTables.Print(statistics);
            AnsiConsole.MarkupLineInterpolated($"Stored in {store.Directory}");
        }
        if (records.Count > 0)
        {
            WritePage(folder, options.Seeds);
        }
        if (cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine($"robot: stopped after {records.Count} of {options.Seeds.Count} seeds; the same command takes up from there");
            return 130;
        }
        return 0;
    }

    public static int WriteResults(string folder, IReadOnlyList<ulong> seeds)
    {
        string file = Path.Combine(RepositoryFiles.Root, "RESULTS.md");
        File.WriteAllText(file, new ResultsWriter(folder, seeds).Write());
        Console.Error.WriteLine($"Written: {file}");
        return 0;
    }

    public static int WritePage(string folder, IReadOnlyList<ulong> seeds)
    {
        string file = Path.Combine(folder, EvaluationPage.FileName);
        new EvaluationPage(folder, seeds).Write(file);
        Console.Error.WriteLine($"Written: {file}");
        return 0;
    }

    private static void Report(EvaluationProgress progress)
    {
        RunSummary run = progress.Record.Summary;
        string outcome = run.Success ? "served" : $"failed: {run.Failure.Split('\n')[0]}";
        string source = progress.IsNew ? string.Create(CultureInfo.InvariantCulture, $"{run.Timing.WallSeconds:F0} s") : "stored";
        string eta = progress.Remaining is { } left && progress.Done < progress.Total
            ? string.Create(CultureInfo.InvariantCulture, $", about {left.TotalMinutes:F0} min left") : "";
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"[{progress.Done}/{progress.Total}] seed {run.Seed}: {outcome} ({run.Timing.SimSeconds:F0} s simulated, {source}{eta})"));
        if (progress.Complaint is { } complaint)
        {
            Console.Error.WriteLine($"robot: {complaint}");
        }
    }
}
