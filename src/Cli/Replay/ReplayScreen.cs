using System.Globalization;
using RoboticsStack.Recording;
using RoboticsStack.Runtime.Replay;
using Spectre.Console;

namespace RoboticsStack.Cli.Replay;

/// <summary>A replay on one screen.</summary>
internal static class ReplayScreen
{
    private const int MaxFields = 6;
    private const int MaxStops = 10;

    public static void Print(ReplayReport report)
    {
        IAnsiConsole console = Terminal.Out;
        PrintCommands(console, report);
        if (report.Decisions.Count > 0)
        {
            PrintDecisions(console, report);
        }
        PrintStops(console, report);
        PrintNotes(console, report);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[grey]Stage {report.Stage.ToString().ToLowerInvariant()}: {report.SimSeconds:F1} s replayed in {report.WallSeconds:F1} s, {report.TimesRealTime:F1} × real time[/]");
    }

    private static void PrintCommands(IAnsiConsole console, ReplayReport report)
    {
        GateComparison gate = report.Gate;
        if (gate.First is not { } first)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
                $"[bold green]Identical commands[/]: all {gate.Compared:N0}, byte for byte (SHA-256 {gate.ReplayedSha256})");
            return;
        }
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[bold red]Different commands[/]: the first at {first.Seconds:F3} s (cycle {first.Cycle}); {gate.Differing:N0} of {gate.Compared:N0} differ");
        PrintFields(console, first.Values, first.Values.Count);
    }

    private static void PrintDecisions(IAnsiConsole console, ReplayReport report)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("decision", "channel", "compared", "differ", "first");
        foreach (DecisionComparison decision in report.Decisions)
        {
            string differing = decision.Differing.ToString("N0", CultureInfo.InvariantCulture)
                + (decision.Unpaired > 0 ? string.Create(CultureInfo.InvariantCulture, $" (+{decision.Unpaired:N0} in one only)") : "");
            table.AddRow(decision.What, decision.Topic, decision.Compared.ToString("N0", CultureInfo.InvariantCulture), differing,
                decision.First is { } first ? string.Create(CultureInfo.InvariantCulture, $"{first.Seconds:F1} s") : "");
        }
        console.Write(table);
        if (report.FirstDecision is { } changed)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]First decision that changed[/]: {changed.What} at {changed.Seconds:F1} s (tick {changed.Tick})");
            PrintFields(console, changed.Fields, changed.FieldCount);
        }
    }

    private static void PrintFields(IAnsiConsole console, IReadOnlyList<ValueDifference> fields, int count)
    {
        foreach (ValueDifference field in fields.Take(MaxFields))
        {
            console.MarkupLineInterpolated($"  {field.Name}: {field.First} → {field.Second}");
        }
        if (count > MaxFields)
        {
            console.MarkupLineInterpolated($"  and {count - MaxFields} more");
        }
    }

    private static void PrintStops(IAnsiConsole console, ReplayReport report)
    {
        GateComparison gate = report.Gate;
        if (gate.Stops.Count == 0)
        {
            console.WriteLine("The gate stopped the robot at no time in the run.");
        }
        else
        {
            Table table = new Table().Border(TableBorder.Rounded).AddColumns("stop in the run", "at", "in the replay");
            if (report.GateAlone is not null)
            {
                table.AddColumn("with the run's own plans");
            }
            foreach ((GateStopComparison stop, int n) in gate.Stops.Take(MaxStops).Select((stop, n) => (stop, n)))
            {
                List<string> row = [$"{stop.Recorded.Cause} ({stop.Recorded.Mode})", Seconds(stop.Recorded.Seconds), Verdict(stop)];
                if (report.GateAlone is { } alone)
                {
                    row.Add(Verdict(alone.Stops[n]));
                }
                table.AddRow([.. row]);
            }
            console.Write(table);
            if (gate.Stops.Count > MaxStops)
            {
                console.MarkupLineInterpolated($"  and {gate.Stops.Count - MaxStops} more stops");
            }
        }
        foreach (GateStop stop in gate.NewStops.Take(MaxStops))
        {
            console.MarkupLineInterpolated($"New in the replay: {stop.Cause} ({stop.Mode}) at {Seconds(stop.Seconds)}");
        }
        string[] changed = [.. gate.Interventions.Where(count => count.Recorded != count.Replayed)
            .Select(count => $"{count.Name}: {count.Recorded} → {count.Replayed}")];
        if (changed.Length > 0)
        {
            console.MarkupLineInterpolated($"The gate's interventions that changed in number: {string.Join("; ", changed)}");
        }
    }

    private static string Verdict(GateStopComparison stop) => stop.Verdict switch
    {
        StopVerdict.Stops => $"stops, at {Seconds(stop.Replayed!.Seconds)}",
        StopVerdict.HadStopped => "stands already",
        StopVerdict.GoesOn => "goes on",
        _ => "not engaged",
    };

    private static void PrintNotes(IAnsiConsole console, ReplayReport report)
    {
        foreach (string note in Notes(report))
        {
            console.MarkupLineInterpolated($"  {note}");
        }
    }

    private static IEnumerable<string> Notes(ReplayReport report)
    {
        if (!report.IsSameBuild)
        {
            yield return $"Another build: recorded with {report.RecordedBuild}, replayed with {report.ReplayedBuild}.";
        }
        if (report.ReplayedModel.Length > 0 && report.ReplayedModel != report.RecordedModel)
        {
            yield return $"Another model: recorded with {Short(report.RecordedModel)}, replayed with {Short(report.ReplayedModel)}.";
        }
        if (report.ReplayedRobot != report.RecordedRobot)
        {
            yield return $"Another robot description: recorded with {report.RecordedRobot}, replayed with {report.ReplayedRobot}.";
        }
        if (report.WasRealTime)
        {
            yield return "A run on the wall clock: what reached brain and gate when is taken from the recording; that nothing was lost on the way is not certain.";
        }
        if (report.Gate.First is { } first)
        {
            yield return $"From {Seconds(first.Seconds)} on in open loop: what was measured does not answer these commands."
                + (report.Gate.Restarts > 0 ? $" A fresh gate was engaged at the measurement {report.Gate.Restarts} times." : "");
        }
        if (report.Gate.LostPlans > 0)
        {
            yield return $"{report.Gate.LostPlans} plans that the gate took are neither in the recording nor made here.";
        }
        if (report.Gate.LostViews > 0)
        {
            yield return $"{report.Gate.LostViews} sensor messages by which the gate saw its surroundings are not in the recording.";
        }
        foreach ((string topic, ulong count) in report.Missing)
        {
            yield return $"The recording lacks {count} messages of {topic}.";
        }
    }

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:F3} s");

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
