using System.Diagnostics;
using System.Globalization;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Skills;
using RoboticsStack.Training.Ablation;
using Spectre.Console;

namespace RoboticsStack.Cli.Training;

/// <summary>Trains and tries variants of the loss, and shows what each came to.</summary>
internal static class AblationCommand
{
    private const int SaidEveryMs = 5000;

    /// <summary>Under out/; a folder a variant.</summary>
    public const string Folder = "ablate";

    public static string Directory { get; } = Path.Combine(RepositoryFiles.Root, "out", Folder);

    /// <exception cref="UserErrorException">One of the names is no variant's.</exception>
    public static IReadOnlyList<AblationVariant> Parse(string text) => text == "all"
        ? AblationVariant.All
        : [.. text.Split(',', StringSplitOptions.TrimEntries).Select(name => AblationVariant.All.FirstOrDefault(variant => variant.Name == name)
            ?? throw new UserErrorException($"--ablate {text}: '{name}' is no variant. Give all, or some of {string.Join(',', AblationVariant.All.Select(variant => variant.Name))}."))];

    public static int Run(RobotDescription robot, AblationOptions options, CancellationToken cancellation)
    {
        long said = 0;
        IReadOnlyList<AblationResult> results = AblationRun.Execute(robot, options, new StopwatchClock(Stopwatch.StartNew()), line =>
        {
            long now = Environment.TickCount64;
            if (now - said > SaidEveryMs)
            {
                said = now;
                Console.Error.WriteLine(line);
            }
        }, cancellation);
        Table table = new Table().AddColumns(["terms", "SIGReg", "deviation", "rank", "actions matter", "object 1 s ahead", .. Enum.GetNames<Skill>().Select(name => name.ToLowerInvariant())]);
        foreach (AblationResult result in results)
        {
            table.AddRow([
                result.Variant.Name, Text(result.SigReg), Text(result.MeanDeviation), Text(result.EffectiveRank), Text(result.ActionsMatter), $"{Text(1000 * result.ObjectErrorM)} mm",
                .. result.Skills.Select(skill => skill.Success.ToString())]);
        }
        AnsiConsole.Write(table);
        return 0;
    }

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
