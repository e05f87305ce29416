using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoboticsStack.Control.Robot;
using RoboticsStack.Faults;
using Spectre.Console;

namespace RoboticsStack.Cli.Faults;

/// <summary>Runs a fault campaign and shows what it found: promises with their margins, then what was injected.</summary>
internal sealed class FaultsCommand(RobotDescription robot, ulong seed, bool json)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    public int Run(int runs, int jobs, CancellationToken cancellation)
    {
        int done = 0, broken = 0;
        long started = Environment.TickCount64, shown = started;
        CampaignReport report = new FaultCampaign(robot, seed).Run(runs, jobs, result =>
        {
            done++;
            broken += result.Violations.Count > 0 ? 1 : 0;
            long now = Environment.TickCount64;
            if (now - shown > 5000)
            {
                shown = now;
                double leftSec = (now - started) / 1000.0 / done * (runs - done);
                Console.Error.WriteLine(FormattableString.Invariant($"{done} of {runs} episodes, {broken} with a broken promise, about {leftSec / 60:F0} min left"));
            }
        }, cancellation);
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, Json));
        }
        else
        {
            Print(report);
        }
        return report.Broken == 0 && report.Episodes == runs ? 0 : 1;
    }

    public int Replay(int index)
    {
        EpisodeResult result = new FaultEpisode(robot, seed).Run(index);
        AnsiConsole.MarkupLineInterpolated($"Episode {index} of seed {seed}: kitchen {result.Kitchen}, brain {result.Style}, faults {(result.Faults.Count > 0 ? string.Join(" and ", result.Faults) : "none")}.");
        AnsiConsole.MarkupLineInterpolated($"The gate: {(result.Interventions.Count > 0 ? string.Join(", ", result.Interventions) : "had nothing to do")}.");
        foreach (Violation violation in result.Violations)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Broken: {violation.Promise} at {violation.AtSec:F3} s: {violation.Value:G4}, promised {violation.Limit:G4}.");
        }
        return result.Violations.Count == 0 ? 0 : 1;
    }

    private static void Print(CampaignReport report)
    {
        Table promises = new Table().RoundedBorder().AddColumn("promise").AddColumn("limit").AddColumn("median").AddColumn("worst").AddColumn("of limit").AddColumn("broken").AddColumn("first");
        foreach (PromiseRecord promise in report.Promises)
        {
            string share = promise.Limit > 1e-6 ? string.Create(CultureInfo.InvariantCulture, $"{100 * promise.Worst / promise.Limit:F0} %") : "";
            promises.AddRow(
                promise.Promise.ToString(), Text(promise.Limit), Text(promise.Median), Text(promise.Worst), share,
                Text(promise.Broken), promise.FirstBroken < 0 ? "" : $"--only {promise.FirstBroken}");
        }
        AnsiConsole.Write(promises);
        Table injections = new Table().RoundedBorder().AddColumn("injected").AddColumn("kind").AddColumn("episodes").AddColumn("stopped").AddColumn("broken");
        foreach (InjectionRecord injection in report.Injections)
        {
            injections.AddRow(injection.Name, injection.Category.ToLowerInvariant(), Text(injection.Episodes), Text(injection.Stopped), Text(injection.Broken));
        }
        AnsiConsole.Write(injections);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"{report.Episodes} episodes of seed {report.Seed}, {report.SimulatedHours:F2} simulated hours, plans followed in {report.ActiveHours:F2} of them: {report.Broken} with a broken promise. This is no certificate.");
    }

    private static string Text(double value) => value.ToString(value is > -100 and < 100 && value % 1 != 0 ? "G3" : "F0", CultureInfo.InvariantCulture);
}
