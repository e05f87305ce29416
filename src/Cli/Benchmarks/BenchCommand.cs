using System.Globalization;
using RoboticsStack.Cli.Benchmarks.Training;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Learning;
using RoboticsStack.Models;
using RoboticsStack.Runtime.Benchmarks;
using RoboticsStack.Runtime.Processes;
using Spectre.Console;

namespace RoboticsStack.Cli.Benchmarks;

/// <summary>Runs benches one after the other and shows their figures. Exit code 0 unless one of them found a broken promise.</summary>
internal sealed class BenchCommand(BenchOptions options)
{
    /// <summary>What "all" stands for.</summary>
    public static IReadOnlyList<string> All { get; } = ["plan", "plant", "mqtt", "loop", "record", "view", "train"];

    /// <summary>What has to be asked for by name.</summary>
    public static IReadOnlyList<string> Others { get; } = GateTrials.Names;

    /// <summary>What the machine may do beside the control loop.</summary>
    public static IReadOnlyList<string> Loads { get; } = ["idle", "planning", "training", "flood"];

    private const int BrokenPromise = 1;

    /// <summary>Longer than any measurement lasts.</summary>
    private const string MostSteps = "100000";

    public async Task<int> RunAsync(string what, CancellationToken cancellation)
    {
        RobotDescription robot = RobotDescription.Load(RepositoryFiles.Robot(options.Robot));
        GateTrials trials = new(options, robot);
        List<BenchReport> reports = [];
        foreach (string name in what == "all" ? All : [what])
        {
            Say($"measuring: {name} …");
            string? busy = MachineLoad.Warning();
            BenchReport report = await (name switch
            {
                "plan" => Task.Run(() => PlanBench.Measure(options.ModelDirectory, options.Duration, cancellation), CancellationToken.None),
                "plant" => Task.Run(() => PlantBench.Measure(robot, options.Duration, cancellation), CancellationToken.None),
                "mqtt" => MqttBench.MeasureAsync(options.Duration, cancellation),
                "record" => RecordBench.MeasureAsync(robot, options.ModelDirectory, options.Duration, cancellation),
                "view" => ViewBench.MeasureAsync(robot, options.ModelDirectory, options.Duration, cancellation),
                "train" => Task.Run(() => TrainBench.Measure(options.Steps, options.Device, cancellation), CancellationToken.None),
                "loop" => Task.Run(() => MeasureLoop(robot, cancellation), CancellationToken.None),
                _ => Task.Run(() => trials.Run(name, cancellation), CancellationToken.None),
            });
            report = busy is null ? report : report with { Notes = [.. report.Notes, busy] };
            reports.Add(report);
            if (!options.Json)
            {
                Print(report);
            }
        }
        if (options.Json)
        {
            Console.Out.WriteLine(BenchReport.ToJson(reports));
        }
        return trials.KeptPromises ? 0 : BrokenPromise;
    }

    internal static void Say(string line) => Console.Error.WriteLine(line);

    private BenchReport MeasureLoop(RobotDescription robot, CancellationToken cancellation)
    {
        string[] wanted = options.Load == "all" ? [.. Loads] : [options.Load];
        List<string> notes = [];
        if (wanted.Contains("planning") && MissingModel() is { } missing)
        {
            wanted = [.. wanted.Where(load => load != "planning")];
            notes.Add($"not measured under planning load: {missing}");
        }
        LoopLoad[] loads = [.. wanted.Select(name => new LoopLoad(name, name is "planning" or "training" ? () => StartLoad(name) : null, name == "flood"))];
        string directory = Path.Combine(RepositoryFiles.Root, "out", "bench-loop");
        BenchReport report = new LoopBench(robot, options.Robot, options.Duration, directory, Say, cancellation).Measure(loads);
        return report with { Notes = [.. report.Notes, .. notes] };
    }

    private string? MissingModel()
    {
        try
        {
            WorldModel.Load(options.ModelDirectory).Dispose();
            return null;
        }
        catch (UserErrorException error)
        {
            return error.Message;
        }
    }

    /// <summary>This program again, planning or training on all processors for longer than the measurements last; it goes when disposed.</summary>
    private StackProcess StartLoad(string name)
    {
        string log = Path.Combine(Directory.CreateDirectory(Path.Combine(RepositoryFiles.Root, "out")).FullName, $"bench-load-{name}.log");
        string seconds = Math.Min(3600, 120 + 2 * options.Duration.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        string[] bench = name == "planning" ? ["plan", "--seconds", seconds, "--model", options.ModelDirectory] : ["train", "--steps", MostSteps];
        return StackProcess.Start($"{name} load", ["bench", .. bench], new Dictionary<string, string>(), log);
    }

    private static void Print(BenchReport report)
    {
        bool hasTail = report.Figures.Any(figure => figure.P999 is not null);
        Table table = new Table().Title(report.Name).AddColumns(["", "unit", "median", "p90", "p99", .. hasTail ? new[] { "p99.9" } : [], "worst", "samples", "ratio"]);
        foreach (BenchFigure figure in report.Figures)
        {
            string ratio = figure.Ratio is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:F2} × {figure.Baseline}") : "";
            table.AddRow([Markup.Escape(figure.Name), figure.Unit, Number(figure.Median), Number(figure.P90), Number(figure.P99),
                .. hasTail ? new[] { figure.P999 is { } tail ? Number(tail) : "" } : [], Number(figure.Worst),
                figure.Samples.ToString(CultureInfo.InvariantCulture), Markup.Escape(ratio)]);
        }
        if (table.Rows.Count > 0)
        {
            AnsiConsole.Write(table);
        }
        foreach (string note in report.Notes)
        {
            AnsiConsole.MarkupLineInterpolated($"  {note}");
        }
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "F0" : "F2", CultureInfo.InvariantCulture);
}
