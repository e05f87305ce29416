using RoboticsStack.Core;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Scenario.Tests;

public sealed class EvaluationResultsTests : IDisposable
{
    private static readonly string[] StageNames = ["grasped", "under spout", "served"];

    private readonly string _folder = Directory.CreateTempSubdirectory("eval").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_stored_run_is_read_back_as_it_was()
    {
        EvaluationStore store = EvaluationStore.For(_folder, ArmPlannerKind.Model, physicsCheck: true);
        EvaluationRecord record = Record(4, "model", stagesReached: 2);
        store.Save(record);
        EvaluationRecord read = store.Load(4)!;
        Assert.Equal(record.ToJson(), read.ToJson());
        Assert.Equal(record.Conditions, read.Conditions);
        Assert.Null(store.Load(5));
    }

    [Fact]
    public void A_file_that_was_cut_short_counts_as_not_run()
    {
        EvaluationStore store = EvaluationStore.For(_folder, ArmPlannerKind.Model, physicsCheck: true);
        store.Save(Record(4, "model", 3));
        string file = Directory.GetFiles(store.Directory).Single();
        File.WriteAllText(file, File.ReadAllText(file)[..100]);
        Assert.Null(store.Load(4));
    }

    [Fact]
    public void Statistics_count_what_the_runs_say()
    {
        EvaluationRecord[] records = [Record(1, "model", 3, spilledMl: 4), Record(2, "model", 3), Record(3, "model", 1), Record(4, "model", 0)];
        EvaluationStatistics statistics = EvaluationStatistics.Of("model", records);
        Assert.Equal(new WilsonInterval(2, 4), statistics.Success);
        Assert.Equal([3, 2, 2], statistics.Stages.Select(stage => stage.Reached.Successes));
        Assert.Equal(20, statistics.Stages[1].MedianSimSec);
        Assert.Equal(new Spread(1, 4), statistics.SpilledMl);
        Assert.Equal([("never got to: grasped", 1), ("never got to: under spout", 1)], statistics.Failures);
    }

    [Fact]
    public void The_results_page_shows_every_planner_and_how_to_repeat_it()
    {
        Store("model", ArmPlannerKind.Model, 1, 2, 3, 4);
        Store("nothing", ArmPlannerKind.Nothing, 1, 2, 3, 4);
        Store("random", ArmPlannerKind.Random, 1, 2);
        string page = new ResultsWriter(_folder, SeedList.Parse("1..4")).Write();
        Assert.Contains("| **coffee served** | **75 % (30–95)** | **0 % (0–49)** | **0 % (0–66)** |", page, StringComparison.Ordinal);
        Assert.Contains("only `model` succeeded on 3, only `nothing` on 0; exact sign test p = 0.25", page, StringComparison.Ordinal);
        Assert.Contains("Not run with `random`: seeds 3..4.", page, StringComparison.Ordinal);
        Assert.Contains("./robot eval --seeds 1..4 --planner nothing", page, StringComparison.Ordinal);
        Assert.Contains("`abcdefabcdef`", page, StringComparison.Ordinal);
        Assert.Equal(page, new ResultsWriter(_folder, SeedList.Parse("1..4")).Write());
    }

    [Fact]
    public void Runs_of_two_builds_are_never_passed_off_as_one()
    {
        EvaluationStore store = EvaluationStore.For(_folder, ArmPlannerKind.Model, physicsCheck: true);
        store.Save(Record(1, "model", 3));
        EvaluationRecord other = Record(2, "model", 3);
        store.Save(other with { Conditions = other.Conditions with { Build = "another" } });
        string page = new ResultsWriter(_folder, [1, 2]).Write();
        Assert.Contains("`1.0+test (b)` (1 runs), `1.0+test (another)` (1 runs)", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_held_out_seeds_are_called_held_out()
    {
        EvaluationStore store = EvaluationStore.For(_folder, ArmPlannerKind.Model, physicsCheck: false);
        store.Save(Record(999, "model", 3));
        store.Save(Record(1000, "model", 3));
        Assert.DoesNotContain("neither training nor tuning saw", new ResultsWriter(_folder, [999, 1000]).Write(), StringComparison.Ordinal);
        string heldOut = new ResultsWriter(_folder, [1000]).Write();
        Assert.Contains("neither training nor tuning saw", heldOut, StringComparison.Ordinal);
        Assert.Contains("--planner model --check off\n", heldOut, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_stored_run_there_is_no_page()
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => new ResultsWriter(_folder, [1]).Write());
        Assert.Contains("./robot eval", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The model serves on all seeds but the first; the ablations on none.</summary>
    private void Store(string planner, ArmPlannerKind kind, params ulong[] seeds)
    {
        EvaluationStore store = EvaluationStore.For(_folder, kind, physicsCheck: true);
        foreach (ulong seed in seeds)
        {
            store.Save(Record(seed, planner, kind == ArmPlannerKind.Model && seed != 1 ? 3 : (int)(seed % 2)));
        }
    }

    private static EvaluationRecord Record(ulong seed, string planner, int stagesReached, double spilledMl = 0) => new()
    {
        Conditions = new EvaluationConditions
        {
            Build = "b", ModelHash = "abcdefabcdef0123", RobotHash = "r", Planner = planner, PhysicsCheck = true, PlanningLatencySec = 0.06, TimeLimitSec = 480,
        },
        MadeAt = new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Summary = new RunSummary
        {
            Success = stagesReached == StageNames.Length,
            Seed = seed,
            Failure = stagesReached == StageNames.Length ? "" : $"never got to: {StageNames[stagesReached]}",
            Stages = [.. StageNames.Select((name, i) => new StageSummary(name, i < stagesReached, i < stagesReached ? 10 * (i + 1) : 0))],
            Hazards = new HazardSummary(spilledMl, 0, 0, 12.5, 3, 0, 1),
            Timing = new TimingSummary { ReplanP50Ms = 20, ReplanP99Ms = 40, Replans = 100, Vetoes = 2, WallSeconds = 30, SimSeconds = 200 },
            Versions = new VersionSummary("1.0+test", "abcdefabcdef0123", "home_manipulator"),
            CommandLogHash = "00",
            Planner = planner,
            PhysicsCheck = true,
            ServedMl = 150,
        },
    };
}
