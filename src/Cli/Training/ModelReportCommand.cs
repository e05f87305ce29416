using RoboticsStack.Cli.Evaluation;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Training;
using RoboticsStack.Training.Ablation;
using RoboticsStack.Training.Reports;

namespace RoboticsStack.Cli.Training;

/// <summary>
/// Writes models/REPORT.md. What it is made from is kept beside it in models/results, so that the report can be written again where nothing was measured; what has been measured since, and lies under out/, takes its place.
/// </summary>
internal static class ModelReportCommand
{
    private static readonly (string Name, ArmPlannerKind Planner)[] Planners =
    [
        ("World model", ArmPlannerKind.Model),
        ("World model without its prior policy", ArmPlannerKind.Unseeded),
        ("Predictor replaced by \"nothing changes\"", ArmPlannerKind.Nothing),
        ("Random actions", ArmPlannerKind.Random),
    ];

    public static int Run(string weights)
    {
        string measured = Path.Combine(RepositoryFiles.Root, "out"), output = Path.Combine(RepositoryFiles.Root, "models");
        ModelReportFiles from = Under(measured, weights, output), kept = Under(Path.Combine(output, "results"), weights, output);
        foreach (((_, string file), (_, string place)) in from.SkillFiles.Zip(kept.SkillFiles))
        {
            Keep(file, place);
        }
        Keep(from.UncertaintyFile, kept.UncertaintyFile);
        foreach (AblationVariant variant in AblationVariant.All)
        {
            Keep(AblationRun.ResultFileOf(from.AblationDirectory, variant), AblationRun.ResultFileOf(kept.AblationDirectory, variant));
        }
        new ModelReport(kept, BuildFingerprint.Current, TimeProvider.System.GetUtcNow()).Write();
        Console.Error.WriteLine($"Written: {Path.Combine(output, TrainingRun.ReportFile)}");
        return 0;
    }

    private static ModelReportFiles Under(string folder, string weights, string output) => new(
        weights,
        [.. Planners.Select(planner => (planner.Name, SkillsCommand.FileFor(folder, new CoffeeOptions { Planner = planner.Planner })))],
        UncertaintyCommand.ReportFileUnder(folder),
        Path.Combine(folder, AblationCommand.Folder),
        output);

    private static void Keep(string measured, string place)
    {
        if (File.Exists(measured))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(measured, place, overwrite: true);
        }
    }
}
