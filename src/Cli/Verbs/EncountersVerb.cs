using System.CommandLine;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Encounters;
using Spectre.Console;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot encounters: people and the robot meet, again and again; what did the people feel?</summary>
internal static class EncountersVerb
{
    private const int MaxRuns = 100_000;

    public static Command Create()
    {
        Option<int> runs = new("--runs") { Description = "Encounters", DefaultValueFactory = _ => 200 };
        Option<ulong> seed = new("--seed") { Description = "Seed of everything random", DefaultValueFactory = _ => 1 };
        Option<string> senses = new("--senses")
        {
            Description = "What the gate gets to know: all, nopeople (things, but not that some are people), nothing (open floor wherever it looks)",
            DefaultValueFactory = _ => "all",
        };
        senses.AcceptOnlyFromAmong("all", "nopeople", "nothing");
        Option<int?> only = new("--only") { Description = "Run this encounter alone" };
        Option<string> robot = CommonOptions.Robot();
        Command command = new("encounters", "People walk up to the moving robot, reach in, run past: counts forces beyond what a body stands") { runs, seed, senses, only, robot };
        command.SetAction(parsed =>
        {
            int count = parsed.GetValue(runs);
            if (count is < 1 or > MaxRuns)
            {
                throw new UserErrorException($"--runs {count} is out of range: give 1 to {MaxRuns}");
            }
            PersonEncounter encounter = new(RobotDescription.Load(RepositoryFiles.Robot(parsed.GetValue(robot)!)), parsed.GetValue(seed), Enum.Parse<EncounterSenses>(parsed.GetValue(senses)!, ignoreCase: true));
            IEnumerable<int> indices = parsed.GetValue(only) is { } index ? [index] : Enumerable.Range(0, count);
            List<EncounterResult> results = [.. indices.AsParallel().AsOrdered().Select(at => encounter.Run(at))];
            Print(results);
            return results.Exists(result => result.IsBroken) ? 1 : 0;
        });
        return command;
    }

    private static void Print(List<EncounterResult> results)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("the person", "encounters", "touched by the moving robot", "cap broken", "worst share of a cap", "smallest separation", "held on average", "goes on");
        foreach (IGrouping<EncounterKind, EncounterResult> group in results.GroupBy(result => result.Kind).OrderBy(group => group.Key))
        {
            table.AddRow(group.Key.ToString(), $"{group.Count()}", $"{group.Count(result => result.PeakForceN > 0)}", $"{group.Count(result => result.IsBroken)}",
                FormattableString.Invariant($"{group.Max(result => result.WorstShare):F2}"), FormattableString.Invariant($"{group.Min(result => result.SmallestSeparationM):F2} m"),
                FormattableString.Invariant($"{group.Average(result => result.HeldSec):F1} s"), $"{group.Count(result => result.GoesOn)}");
        }
        Terminal.Out.Write(table);
        foreach (EncounterResult broken in results.Where(result => result.IsBroken))
        {
            Terminal.Out.WriteLine(FormattableString.Invariant(
                $"{broken.Index}: {broken.Kind}, robot: {broken.Task}: {broken.PeakForceN:F0} N, {broken.WorstShare:F2} of the cap of the {broken.Region}, touched at {broken.ContactMPerSec:F2} m/s"));
        }
        Terminal.Out.WriteLine($"{results.Count(result => result.IsBroken)} of {results.Count} encounters broke a cap");
    }
}
