using System.Globalization;
using RoboticsStack.Faults;
using Spectre.Console;

namespace RoboticsStack.Cli.Faults;

/// <summary>A campaign's figures on the terminal.</summary>
internal static class CampaignScreen
{
    private const int ListedEpisodes = 5;

    public static void Print(CampaignReport report, string file)
    {
        Table promises = Headed("promise", "limit", "median", "p99", "worst", "of limit", "broken", "see");
        foreach (PromiseRecord promise in report.Promises)
        {
            string share = promise.Limit > 1e-6 ? string.Create(CultureInfo.InvariantCulture, $"{100 * promise.Worst / promise.Limit:F0} %") : "";
            string see = promise.Broken > 0 ? $"--only {promise.BrokenEpisodes[0]}" : promise.WorstEpisode >= 0 && promise.Worst > 0 ? $"{promise.WorstEpisode}" : "";
            promises.AddRow(
                promise.Promise.ToString(), $"{Text(promise.Limit)} {promise.Unit}", Text(promise.Median), Text(promise.P99), Text(promise.Worst), share, Text(promise.Broken), see);
        }
        AnsiConsole.Write(promises);
        Table injections = Headed("injected", "kind", "episodes", "stopped", "broken", "caught by (median s)");
        foreach (InjectionRecord injection in report.Injections)
        {
            string caught = string.Join(", ", injection.Catches.OrderByDescending(c => c.Episodes).Take(3)
                .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Function} {c.Episodes} ({c.MedianSec:F2})")));
            injections.AddRow(
                injection.Name, injection.Category.ToLowerInvariant(), Text(injection.Episodes), Text(injection.Stopped), Text(injection.Broken), caught);
        }
        AnsiConsole.Write(injections);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"{report.Episodes} episodes of seed {report.Seed}, {report.SimulatedHours:F2} simulated hours, plans followed in {report.ActiveHours:F2} of them: {report.Broken} with a broken promise. This is no certificate.");
        foreach (PromiseRecord promise in report.Promises.Where(promise => promise.Broken > 0))
        {
            string real = report.RealEvery > 0 ? $" --real-brain {report.RealEvery}" : " --real-brain 0";
            AnsiConsole.MarkupLineInterpolated(
                $"{promise.Promise}: {string.Join(", ", promise.BrokenEpisodes.Take(ListedEpisodes))}{(promise.Broken > ListedEpisodes ? ", …" : "")}; see one with ./robot faults --seed {report.Seed}{real} --only {promise.BrokenEpisodes[0]} --record DIR");
        }
        AnsiConsole.MarkupLineInterpolated($"Every episode: {file}. Document: ./robot safety-report --campaign {file}");
    }

    private static Table Headed(params string[] columns)
    {
        Table table = new Table().RoundedBorder();
        foreach (string column in columns)
        {
            table.AddColumn(column);
        }
        return table;
    }

    private static string Text(double value) => value.ToString(value is > -100 and < 100 && value % 1 != 0 ? "G3" : "F0", CultureInfo.InvariantCulture);
}
