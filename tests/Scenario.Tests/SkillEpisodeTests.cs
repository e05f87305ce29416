using RoboticsStack.Control.Robot;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Runtime.Skills;

namespace RoboticsStack.Scenario.Tests;

public sealed class SkillEpisodeTests
{
    private static readonly RobotDescription Robot = RobotDescription.Load(Cli.RepositoryFiles.Robot("home_manipulator"));
    private static readonly CoffeeOptions Run = new() { ModelDirectory = Path.Combine(Cli.RepositoryFiles.Root, "models", "weights"), ModelThreads = 1 };

    [Fact]
    public void A_skill_that_the_world_model_masters_fails_when_nothing_is_expected_to_change()
    {
        const ulong seed = 3;
        SkillResult skilled = Try(Run, seed);
        SkillResult clueless = Try(Run with { Planner = ArmPlannerKind.Nothing }, seed);

        Assert.True(skilled is { Began: true, Success: true }, $"seed {seed}: {skilled}");
        Assert.True(clueless is { Began: true, Success: false }, $"seed {seed}: {clueless}");
        Assert.True(skilled.Replans > 0 && skilled.Samples >= 128L * skilled.Replans, $"{skilled}");
    }

    [Fact]
    public void Episodes_that_never_began_are_in_no_success_rate()
    {
        SkillFigures figures = SkillFigures.Of(Skill.Place, [Result(true, true), Result(true, false), Result(false, false), Result(true, true) with { Skill = Skill.Lift }]);

        Assert.Equal(new WilsonInterval(1, 2), figures.Success);
        Assert.Equal(1, figures.NotBegun);
        Assert.Equal([new SkillFailure("beside its place", 1), new SkillFailure("not begun", 1)], figures.Failures);
    }

    private static SkillResult Try(CoffeeOptions run, ulong seed)
    {
        using ModelPool models = new(run);
        return new SkillEpisode(Robot, models, run).Run(Skill.Reach, seed, CancellationToken.None);
    }

    private static SkillResult Result(bool began, bool success) => new()
    {
        Skill = Skill.Place,
        Seed = 1,
        Began = began,
        Success = success,
        Failure = success ? "" : began ? "beside its place (place: timed out)" : "not begun: reach: timed out",
        Starts = 1,
        SkillSec = 2,
        SimulatedSec = 5,
        ErrorM = 0.01,
        PeakContactN = 3,
        Replans = 4,
        Samples = 512,
    };
}
