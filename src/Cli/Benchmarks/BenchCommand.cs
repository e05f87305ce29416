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

/// <summary>Runs benches one after the other and shows their figures.</summary>
internal sealed class BenchCommand(string modelDirectory, string robotName, TimeSpan duration, int steps, ComputeDevice device, bool json)
{
    private static readonly string[] All = ["plan", "plant", "mqtt", "loop", "record", "view", "train"];

    public async Task<int> RunAsync(string what, CancellationToken cancellation)
    {
        RobotDescription robot = RobotDescription.Load(RepositoryFiles.Robot(robotName));
        List<BenchReport> reports = [];
        foreach (string name in what == "all" ? All : [what])
        {
            Console.Error.WriteLine($"measuring: {name} …");
            string? busy = MachineLoad.Warning();
            BenchReport report = name switch
            {
                "plan" => await Task.Run(() => PlanBench.Measure(modelDirectory, duration, cancellation), CancellationToken.None),
                "plant" => await Task.Run(() => PlantBench.Measure(robot, duration, cancellation), CancellationToken.None),
                "mqtt" => await MqttBench.MeasureAsync(duration, cancellation),
                "record" => await RecordBench.MeasureAsync(robot, modelDirectory, duration, cancellation),
                "train" => await Task.Run(() => TrainBench.Measure(steps, device, cancellation), CancellationToken.None),
                "view" => await ViewBench.MeasureAsync(robot, modelDirectory, duration, cancellation),
                _ => await Task.Run(() => MeasureLoop(robot, cancellation), CancellationToken.None),
            };
            report = busy is null ? report : report with { Notes = [.. report.Notes, busy] };
            reports.Add(report);
            if (!json)
            {
                Print(report);
            }
        }
        if (json)
        {
            Console.Out.WriteLine(BenchReport.ToJson(reports));
        }
        return 0;
    }

    private BenchReport MeasureLoop(RobotDescription robot, CancellationToken cancellation)
    {
        string? noLoad = null;
        try
        {
            WorldModel.Load(modelDirectory).Dispose();
        }
        catch (UserErrorException error)
        {
            noLoad = error.Message;
        }
        return LoopBench.Measure(robot, duration, noLoad is null ? StartPlanning : null, noLoad, cancellation);
    }

    /// <summary>This program again, planning for longer than the measurements last; it goes when disposed.</summary>
    private StackProcess StartPlanning()
    {
        string log = Path.Combine(Directory.CreateDirectory(Path.Combine(RepositoryFiles.Root, "out")).FullName, "bench-load.log");
        string seconds = Math.Min(3600, 30 + 3 * duration.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return StackProcess.Start("planning load", ["bench", "plan", "--seconds", seconds, "--model", modelDirectory], new Dictionary<string, string>(), log);
    }

    private static void Print(BenchReport report)
    {
        Table table = new Table().Title(report.Name).AddColumns("", "unit", "median", "p90", "p99", "worst", "samples", "ratio");
        foreach (BenchFigure figure in report.Figures)
        {
            string ratio = figure.Ratio is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:F2} × {figure.Baseline}") : "";
            table.AddRow(Markup.Escape(figure.Name), figure.Unit, Number(figure.Median), Number(figure.P90), Number(figure.P99), Number(figure.Worst),
                figure.Samples.ToString(CultureInfo.InvariantCulture), Markup.Escape(ratio));
        }
        AnsiConsole.Write(table);
        foreach (string note in report.Notes)
        {
            AnsiConsole.MarkupLineInterpolated($"  {note}");
        }
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "F0" : "F2", CultureInfo.InvariantCulture);
}
