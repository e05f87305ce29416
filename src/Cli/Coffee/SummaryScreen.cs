using RoboticsStack.Runtime.Runs;
using Spectre.Console;

namespace RoboticsStack.Cli.Coffee;

/// <summary>A run on one screen.</summary>
internal static class SummaryScreen
{
    public static void Print(RunSummary summary, string directory)
    {
        IAnsiConsole console = Terminal.Out;
        console.WriteLine();
        console.MarkupLine(summary.Success
            ? $"[bold green]Coffee served[/] in kitchen {summary.Seed}: {summary.ServedMl:F0} ml after {summary.Timing.SimSeconds:F0} s simulated, {summary.Timing.WallSeconds:F0} s wall"
            : $"[bold red]No coffee[/] in kitchen {summary.Seed}: {Markup.Escape(summary.Failure)}");
        Table stages = new Table().Border(TableBorder.Rounded).AddColumns("stage", "done", "at (s)");
        foreach (StageSummary stage in summary.Stages)
        {
            stages.AddRow(Markup.Escape(stage.Name), stage.Success ? "[green]yes[/]" : "[red]no[/]", stage.Success ? $"{stage.SimSeconds:F1}" : "");
        }
        Table figures = new Table().Border(TableBorder.Rounded).AddColumns("figure", "value");
        figures.AddRow("spilled", $"{summary.Hazards.SpilledMl:F0} ml");
        figures.AddRow("dropped, toppled", $"{summary.Hazards.ObjectsDropped}, {summary.Hazards.ObjectsToppled}");
        figures.AddRow("peak contact", $"{summary.Hazards.PeakContactN:F0} N");
        if (summary.People is { } people)
        {
            string nearest = people.SmallestSeparationM is { } metres ? $"{metres:F2} m" : "never near";
            figures.AddRow("people: nearest, worst force", $"{nearest}, {people.PeakForceN:F0} N ({100 * people.WorstForceShare:F0} % of its cap)");
        }
        figures.AddRow("gate interventions, contact stops", $"{summary.Hazards.GateInterventions}, {summary.Hazards.ContactStops}");
        figures.AddRow("stale plans", $"{summary.Hazards.StaleCommands}");
        figures.AddRow("replan p50, p99", $"{summary.Timing.ReplanP50Ms:F1}, {summary.Timing.ReplanP99Ms:F1} ms");
        figures.AddRow("replans, vetoes", $"{summary.Timing.Replans}, {summary.Timing.Vetoes}");
        figures.AddRow("model", Markup.Escape(summary.Versions.ModelHash.Length > 12 ? summary.Versions.ModelHash[..12] : summary.Versions.ModelHash));
        if (summary.Recording is { } recording)
        {
            string lacking = recording.Dropped > 0 ? FormattableString.Invariant($" [red]({recording.Dropped:N0} missing)[/]") : "";
            figures.AddRow("recorded", FormattableString.Invariant($"{recording.Messages:N0} messages, {recording.Bytes * 1e-6:F1} MB{lacking}"));
        }
        console.Write(new Columns(stages, figures) { Expand = false });
        console.MarkupLine($"[grey]{Markup.Escape(Path.GetRelativePath(Environment.CurrentDirectory, directory))}: summary.json, run.mcap, report.html[/]");
    }
}
