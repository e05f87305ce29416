using RoboticsStack.Cli.Evaluation;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Training;
using RoboticsStack.Training.Reports;

namespace RoboticsStack.Cli.Training;

/// <summary>Writes models/REPORT.md from what is stored under out/.</summary>
internal static class ModelReportCommand
{
    public static int Run(string weights)
    {
        string results = Path.Combine(RepositoryFiles.Root, "out"), output = Path.Combine(RepositoryFiles.Root, "models");
        string SkillsOf(ArmPlannerKind planner) => SkillsCommand.FileFor(results, new CoffeeOptions { Planner = planner });
        new ModelReport(
            new ModelReportFiles(
                weights,
                [("World model", SkillsOf(ArmPlannerKind.Model)), ("World model without its prior policy", SkillsOf(ArmPlannerKind.Unseeded)), ("Predictor replaced by \"nothing changes\"", SkillsOf(ArmPlannerKind.Nothing)), ("Random actions", SkillsOf(ArmPlannerKind.Random))],
                UncertaintyCommand.ReportFile, AblationCommand.Directory, output),
            BuildFingerprint.Current, TimeProvider.System.GetUtcNow()).Write();
        Console.Error.WriteLine($"Written: {Path.Combine(output, TrainingRun.ReportFile)}");
        return 0;
    }
}
