using System.Globalization;
using System.Text.Json;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Skills;
using Spectre.Console;

namespace RoboticsStack.Cli.Evaluation;

/// <summary>Runs skill episodes and shows what they came to: one line a skill. Progress goes to standard error.</summary>
internal sealed class SkillsCommand(SkillBenchOptions options, bool json)
{
    private const int ShownEveryMs = 10_000;

    /// <summary>The skills a command line names: all, or some separated by commas.</summary>
    /// <exception cref="UserErrorException">One of them is none.</exception>
    public static IReadOnlyList<Skill> Parse(string text) => text == "all"
        ? Enum.GetValues<Skill>()
        : [.. text.Split(',', StringSplitOptions.TrimEntries).Select(name => Enum.TryParse(name, ignoreCase: true, out Skill skill) && Enum.IsDefined(skill) && !char.IsAsciiDigit(name[0])
            ? skill
            : throw new UserErrorException($"--skills {text}: '{name}' is no skill. Give all, or some of {string.Join(',', Enum.GetNames<Skill>()).ToLowerInvariant()}.")).Distinct()];

    /// <summary>Where the results of a planner go, below the folder of all evaluations.</summary>
    public static string FileFor(string folder, Runtime.Runs.CoffeeOptions run) =>
        Path.Combine(folder, $"skills-{run.Planner.ToString().ToLowerInvariant()}{(run.PhysicsCheck ? "" : "-unchecked")}.jsonl");

    public int Run(CancellationToken cancellation)
    {
        SkillBench bench = new(RobotDescription.Load(RepositoryFiles.Robot(options.Run.Robot)), options.Validated());
        long started = Environment.TickCount64, shown = started;
        int ran = 0;
        SkillReport report = bench.Run(progress =>
        {
            ran++;
            long now = Environment.TickCount64;
            if (now - shown > ShownEveryMs)
            {
                shown = now;
                double left = (now - started) / 60_000.0 / ran * (progress.Total - progress.Results.Count);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{progress.Results.Count} of {progress.Total} episodes, {progress.Results.Count(result => result.Success)} succeeded, about {left:F0} min left"));
            }
        }, cancellation);
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, new JsonSerializerOptions(ResultLines.Json) { WriteIndented = true, IncludeFields = true }));
        }
        else
        {
            Print(report);
            AnsiConsole.MarkupLineInterpolated($"Stored in {options.File}");
        }
        return cancellation.IsCancellationRequested ? 130 : 0;
    }

    private static void Print(SkillReport report)
    {
        Table table = new Table().AddColumns("skill", "success (95 %)", "of", "not begun", "median s", "median error", "samples/replan", "peak contact", "failures");
        foreach (SkillFigures skill in report.Skills)
        {
            (double low, double high) = skill.Success.Bounds;
            table.AddRow(
                skill.Skill.ToString().ToLowerInvariant(),
                string.Create(CultureInfo.InvariantCulture, $"{100 * skill.Success.Fraction:F1} % ({100 * low:F1}–{100 * high:F1})"),
                $"{skill.Success.Trials}",
                $"{skill.NotBegun}",
                string.Create(CultureInfo.InvariantCulture, $"{skill.MedianSec:F1}"),
                double.IsFinite(skill.MedianErrorM) ? string.Create(CultureInfo.InvariantCulture, $"{1000 * skill.MedianErrorM:F0} mm") : "",
                string.Create(CultureInfo.InvariantCulture, $"{skill.SamplesPerReplan:F0}"),
                string.Create(CultureInfo.InvariantCulture, $"{skill.MedianPeakContactN:F0} N"),
                Markup.Escape(string.Join("; ", skill.Failures.Select(failure => $"{failure.Count} {failure.Why}"))));
        }
        AnsiConsole.Write(table);
    }
}
