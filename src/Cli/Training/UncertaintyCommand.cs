using System.Globalization;
using System.Text.Json;
using RoboticsStack.Control.Robot;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Training.Experience;
using RoboticsStack.Training.Uncertainty;
using Spectre.Console;

namespace RoboticsStack.Cli.Training;

/// <summary>Tries how well the world model notices changed physics, shows it, and keeps it for the report.</summary>
internal sealed class UncertaintyCommand(RobotDescription robot, string weights, UncertaintyOptions options)
{
    private const string Folder = "uncertainty";

    /// <summary>Of sessions and figures.</summary>
    public static string Directory { get; } = Path.Combine(RepositoryFiles.Root, "out", Folder);

    /// <summary>Where the latest figures on kitchens kept for evaluation are.</summary>
    public static string ReportFile { get; } = ReportFileUnder(Path.Combine(RepositoryFiles.Root, "out"));

    public static string ReportFileUnder(string folder) => Path.Combine(folder, Folder, "held-out.json");

    public int Run(CancellationToken cancellation)
    {
        UncertaintyReport report = UncertaintyTest.Run(robot, weights, options, Console.Error.WriteLine, cancellation);
        if (options.FirstKitchen >= ExperienceOptions.FirstHeldOutKitchen)
        {
            File.WriteAllText(ReportFile, JsonSerializer.Serialize(report, ResultLines.Json));
        }
        Table table = new Table().AddColumns("changed", "sessions", "AUROC by session", "by 3 s window", "all sessions", "latent surprise alone", "disagreement alone", "farthest off");
        foreach (ChangeNoticed change in report.Changes)
        {
            table.AddRow(change.Change, $"{change.Sessions}", Text(change.Session), Text(change.Window), Text(change.AllSessions), Text(change.Surprise), Text(change.Disagreement),
                string.Create(CultureInfo.InvariantCulture, $"{change.Named} by {change.NamedExcess:G2} in {change.NamedShare:P0}"));
        }
        AnsiConsole.Write(table);
        Table reliability = new Table().AddColumns("probe", "exponent of disagreement", "errors within 2 σ", "predicted σ : actual, by eighths");
        foreach (ProbeReliability probe in report.Reliability)
        {
            reliability.AddRow(probe.Group, probe.Exponent.ToString("G3", CultureInfo.InvariantCulture), probe.Within2.ToString("P1", CultureInfo.InvariantCulture),
                string.Join("  ", probe.Bins.Select(bin => string.Create(CultureInfo.InvariantCulture, $"{bin.Predicted:G2}:{bin.Actual:G2}"))));
        }
        AnsiConsole.Write(reliability);
        return 0;
    }

    private static string Text(Discrimination value) => string.Create(CultureInfo.InvariantCulture, $"{value.Auroc:F2} ({value.Low:F2}–{value.High:F2})");
}
