using System.Text.Json;
using RoboticsStack.Models;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Runtime.Skills;
using RoboticsStack.Training.Reports;
using RoboticsStack.Training.Uncertainty;

namespace RoboticsStack.Learning.Tests.Training;

public sealed class ModelReportTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("report").FullName;

    public ModelReportTests() => UntrainedWorldModel.Write(Weights, new WorldModelArchitecture { LatentSize = 16, TrunkWidth = 32, PredictorWidth = 32, HeadWidth = 8, ProbeWidth = 16 }, 1);

    private string Weights => Path.Combine(_directory, "weights");
    private string Skills => Path.Combine(_directory, "skills.jsonl");
    private string Uncertainty => Path.Combine(_directory, "uncertainty.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_was_not_run_is_said_to_be_so()
    {
        string report = Write();
        Assert.Contains(WorldModelManifest.Read(Weights).Hash[..12], report, StringComparison.Ordinal);
        Assert.Equal(5, report.Split("Not run.").Length - 1);
    }

    [Fact]
    public void Figures_of_another_model_are_not_shown()
    {
        Store("0123456789abcdef");
        string report = Write();
        Assert.Contains("of another model (0123456789ab)", report, StringComparison.Ordinal);
        Assert.DoesNotContain("| lift |", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Skills_are_counted_in_kitchens_kept_for_evaluation_alone()
    {
        Store(WorldModelManifest.Read(Weights).Hash);
        Assert.Contains("| lift | 100.0 % (20.7–100.0) | 1 | 0 |", Write(), StringComparison.Ordinal);
    }

    private string Write()
    {
        new ModelReport(new ModelReportFiles(Weights, [("World model", Skills)], Uncertainty, Path.Combine(_directory, "ablate"), _directory), "build", DateTimeOffset.UnixEpoch).Write();
        return File.ReadAllText(Path.Combine(_directory, "REPORT.md"));
    }

    /// <summary>One success in a kitchen kept for evaluation, one failure in another; and figures of doubt.</summary>
    private void Store(string model)
    {
        using (ResultLines<SkillBenchHeader, SkillResult> store = ResultLines<SkillBenchHeader, SkillResult>.Open(
            Skills, new SkillBenchHeader("build", "robot", model, model, ArmPlannerKind.Model, true, 0.06), _ => { }))
        {
            store.Append(Lift(1000, true));
            store.Append(Lift(999, false));
        }
        File.WriteAllText(Uncertainty, JsonSerializer.Serialize(new UncertaintyReport(model, 1000, 2000, 30, 3, [], []), ResultLines.Json));
    }

    private static SkillResult Lift(ulong seed, bool success) => new()
    {
        Skill = Skill.Lift,
        Seed = seed,
        Began = true,
        Success = success,
        Failure = success ? "" : "not lifted (lift: timed out)",
        Starts = 1,
        SkillSec = 1,
        SimulatedSec = 3,
        ErrorM = double.NaN,
        PeakContactN = 1,
        Replans = 2,
        Samples = 256,
    };
}
