using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;

namespace RoboticsStack.Planning.Tests;

public sealed class PlannerSearchTests
{
    private static readonly LatentPlannerOptions Options = new();

    [Theory]
    [InlineData(0.15, 0.05, -0.08, 0.3)]
    [InlineData(-0.10, -0.12, 0.10, -0.4)]
    [InlineData(0.03, 0.0, 0.0, 0.0)]
    public void One_search_from_scratch_comes_most_of_the_way_to_a_goal_within_reach(double x, double y, double z, double yaw)
    {
        using LatentPlanner planner = Create(new PlannerTestModel(), Options);

        PlanCandidate best = planner.Plan(Request(x, y, z, yaw)).Best;

        Assert.InRange(GoalDistance(best, best.Horizon - 1), 0, 0.01 + 0.35 * Math.Sqrt(x * x + y * y + z * z));
        Assert.InRange(Math.Abs(best.Probe(best.Horizon - 1, ProbeLayout.GoalYawSinCos)), 0, 0.12);
    }

    [Fact]
    public void Closed_loop_replanning_brings_the_gripper_to_a_far_goal_within_a_centimetre()
    {
        PlannerTestModel model = new();
        using LatentPlanner planner = Create(model, Options);
        float[] latent = PlannerTestModel.Latent(0.35, -0.20, 0.15, 0.5);
        LatentHistory history = new(model.LatentSize);
        history.Push(latent, new float[ActionScale.Size]);

        for (int replan = 0; replan < 40; replan++)
        {
            PlanCandidate best = planner.Plan(new() { History = history, Objective = SkillObjectives.Reach() }).Best;
            latent = Follow(model, latent, best.Actions.Take(ActionScale.Size).ToArray());
            history.Push(latent, best.Actions.Take(ActionScale.Size).ToArray());
        }

        Assert.InRange(Math.Sqrt(latent[0] * latent[0] + latent[1] * latent[1] + latent[2] * latent[2]), 0, 0.01);
        Assert.InRange(Math.Abs(latent[3]), 0, 0.05);
    }

    [Fact]
    public void Every_action_of_every_candidate_stays_within_the_bounds_of_the_skill()
    {
        using LatentPlanner planner = Create(new PlannerTestModel(), Options);
        SkillObjective close = SkillObjectives.Close(0.08);

        PlanResult result = planner.Plan(Request(0.2, 0.1, 0.1, 0.2, close));

        foreach (PlanCandidate candidate in result.Candidates)
        {
            for (int i = 0; i < candidate.Actions.Count; i++)
            {
                int dimension = i % ActionScale.Size;
                Assert.InRange(candidate.Actions[i], close.Bounds.Low[dimension], close.Bounds.High[dimension]);
            }
        }
    }

    [Fact]
    public void Closing_brings_the_fingers_to_the_width_asked_for()
    {
        using LatentPlanner planner = Create(new PlannerTestModel(), Options);

        PlanCandidate best = planner.Plan(Request(0, 0, 0, 0, SkillObjectives.Close(0.10))).Best;

        Assert.InRange(best.Probe(best.Horizon - 1, ProbeLayout.GripperWidth), 0.08, 0.10);
    }

    [Fact]
    public void An_easy_situation_stops_early()
    {
        using LatentPlanner planner = Create(new PlannerTestModel(), Options);

        PlanResult result = planner.Plan(Request(0, 0, 0, 0));

        Assert.Equal(SearchEnd.EarlyStop, result.End);
        Assert.True(result.IterationCount < Options.Iterations, $"{result.IterationCount} iterations");
    }

    [Fact]
    public void High_disagreement_buys_more_samples_up_to_the_budget()
    {
        PlannerTestModel model = new();
        using LatentPlanner sure = Create(model, Options);
        using LatentPlanner unsure = Create(new PlannerTestModel { Disagreement = 2 * Options.HighDisagreement * model.HighDisagreement }, Options);

        PlanResult easy = sure.Plan(Request(0.1, 0, 0, 0));
        PlanResult hard = unsure.Plan(Request(0.1, 0, 0, 0));

        Assert.False(easy.WasHard);
        Assert.True(hard.WasHard);
        Assert.Equal(SearchEnd.BudgetSpent, hard.End);
        Assert.Equal(Options.Iterations + Options.ExtraIterations, hard.IterationCount);
        Assert.True(hard.SampleCount >= easy.SampleCount + Options.ExtraIterations * Options.HardSamples, $"{hard.SampleCount} against {easy.SampleCount}");
    }

    [Fact]
    public void A_veto_buys_a_search_away_from_the_vetoed_plans_until_the_budget_is_spent()
    {
        using LatentPlanner planner = Create(new PlannerTestModel(), Options);
        PlanResult first = planner.Plan(Request(0.15, 0, 0, 0));

        PlanResult? second = planner.SearchOn(first.Candidates);

        Assert.NotNull(second);
        Assert.True(second.SampleCount > first.SampleCount);
        ActionBounds bounds = SkillObjectives.Reach().Bounds;
        Assert.All(second.Candidates, plan => Assert.All(first.Candidates, vetoed =>
            Assert.True(plan.DistanceTo(vetoed, bounds) >= Options.DistinctDistance)));
        int rounds = 0;
        while (planner.SearchOn(second.Candidates) is not null)
        {
            Assert.True(++rounds < 20, "the budget never ends");
        }
    }

    [Fact]
    public void Every_iteration_tells_what_it_drew_and_shows_its_best_cheapest_first()
    {
        using LatentPlanner planner = Create(new PlannerTestModel(), Options);

        PlanResult result = planner.Plan(Request(0.2, 0.1, 0, 0.3));

        Assert.Equal(result.IterationCount, result.Steps.Count);
        Assert.All(result.Steps, step =>
        {
            Assert.Equal(Options.Samples, step.Samples);
            Assert.Equal(SearchStep.MaxElites, step.Elites.Count);
            Assert.Equal(step.Elites.OrderBy(plan => plan.Cost), step.Elites);
            Assert.Equal(step.BestCost, step.Elites[0].Cost);
            Assert.True(step.LastEliteCost >= step.Elites[^1].Cost);
        });
        Assert.True(result.Steps[^1].BestCost < result.Steps[0].BestCost);
    }

    [Fact]
    public void Candidates_are_distinct_and_best_first()
    {
        using LatentPlanner planner = Create(new PlannerTestModel(), Options);
        ActionBounds bounds = SkillObjectives.Reach().Bounds;

        IReadOnlyList<PlanCandidate> candidates = planner.Plan(Request(0.2, 0.1, 0, 0.3)).Candidates;

        Assert.Equal(candidates.OrderBy(plan => plan.Cost), candidates);
        for (int i = 0; i < candidates.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Assert.True(candidates[i].DistanceTo(candidates[j], bounds) >= Options.DistinctDistance);
            }
        }
    }

    [Fact]
    public void Committed_actions_stand_at_the_start_of_every_candidate()
    {
        using LatentPlanner planner = Create(new PlannerTestModel(), Options);
        float[] committed = [0.5f, -0.25f, 0, 0.1f, 0];

        PlanResult result = planner.Plan(Request(0.2, 0, 0, 0) with { Committed = committed });

        Assert.All(result.Candidates, plan => Assert.Equal(committed, plan.Actions.Take(ActionScale.Size)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_plans()
    {
        float[][] runs = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using LatentPlanner planner = Create(new PlannerTestModel(), Options);
            planner.Plan(Request(0.2, 0.1, 0, 0));
            return planner.Plan(Request(0.18, 0.1, 0, 0)).Best.Actions.ToArray();
        })];

        Assert.Equal(runs[0], runs[1]);
    }

    [Fact]
    public void With_nothing_changes_and_with_random_actions_the_goal_is_not_reached()
    {
        PlannerTestModel still = new() { NothingChanges = true };
        using LatentPlanner blind = Create(still, Options with { Mode = PlannerMode.NothingChanges });
        using LatentPlanner random = Create(new PlannerTestModel(), Options with { Mode = PlannerMode.RandomActions });

        foreach (PlanCandidate best in new[] { blind.Plan(Request(0.2, 0, 0.1, 0)).Best, random.Plan(Request(0.2, 0, 0.1, 0)).Best })
        {
            float[] latent = PlannerTestModel.Latent(0.2, 0, 0.1);
            PlannerTestModel world = new();
            for (int step = 0; step < best.Horizon; step++)
            {
                latent = Follow(world, latent, best.Actions.Skip(step * ActionScale.Size).Take(ActionScale.Size).ToArray());
            }
            Assert.True(Math.Sqrt(latent[0] * latent[0] + latent[1] * latent[1] + latent[2] * latent[2]) > 0.05);
        }
    }

    [Fact]
    public void Random_actions_offer_as_many_plans_as_a_search_and_do_not_sort_them()
    {
        using LatentPlanner planner = Create(new PlannerTestModel(), Options with { Mode = PlannerMode.RandomActions });

        List<IReadOnlyList<PlanCandidate>> replans = [.. Enumerable.Range(0, 20).Select(_ => planner.Plan(Request(0.2, 0, 0, 0)).Candidates)];

        Assert.All(replans, plans => Assert.Equal(Options.Candidates, plans.Count));
        Assert.Contains(replans, plans => plans[0].Cost > plans[^1].Cost);
        Assert.Contains(replans, plans => plans[0].Cost < plans[^1].Cost);
    }

    [Fact]
    public void The_anchor_shifts_where_the_planner_believes_the_goal_to_be()
    {
        using LatentPlanner planner = Create(new PlannerTestModel(), Options);
        float[] anchor = new float[ProbeLayout.Size];
        anchor[ProbeLayout.GoalPosition + 1] = 0.06f;

        PlanCandidate best = planner.Plan(Request(0, -0.06, 0, 0) with { Anchor = anchor }).Best;

        Assert.InRange(best.Actions.Where((_, i) => i % ActionScale.Size == 1).Sum() * ActionScale.MetresPerStep, -0.01, 0.01);
    }

    [Fact]
    public void A_prior_that_knows_the_way_makes_a_small_search_as_good_as_a_large_one()
    {
        LatentPlannerOptions small = Options with { Samples = 16, HardSamples = 16, MinIterations = 1, Iterations = 1, ExtraIterations = 0 };
        PlanRequest request = Request(0.18, -0.06, 0.09, 0);
        PlanCandidate thorough = BestOf(new PlannerTestModel(), Options, request), alone = BestOf(new PlannerTestModel(), small, request);

        PlanCandidate seeded = BestOf(new PlannerTestModel { Prior = new FixedPrior([.. thorough.Actions]) }, small, request);

        Assert.InRange(seeded.Cost, 0, 1.001 * thorough.Cost);
        Assert.True(alone.Cost > 1.2 * seeded.Cost, $"without the prior {alone.Cost}, with it {seeded.Cost}");
    }

    [Fact]
    public void From_where_a_good_prior_begins_the_search_stops_soon_though_the_goal_is_far()
    {
        PlanRequest request = Request(0.35, -0.20, 0.15, 0.2);
        using LatentPlanner thorough = Create(new PlannerTestModel(), Options);
        PlanResult alone = thorough.Plan(request);
        using LatentPlanner begun = Create(new PlannerTestModel { Prior = new FixedPrior([.. alone.Best.Actions]) }, Options);

        PlanResult seeded = begun.Plan(request);

        Assert.Equal(SearchEnd.EarlyStop, seeded.End);
        Assert.True(seeded.SampleCount < 0.6 * alone.SampleCount, $"{seeded.SampleCount} of {alone.SampleCount}");
        Assert.InRange(seeded.Best.Cost, 0, alone.Best.Cost);
    }

    [Fact]
    public void A_prior_that_leads_astray_does_not_spoil_the_plan()
    {
        PlanRequest request = Request(0.15, 0.05, -0.08, 0.3);
        float[] away = [.. Enumerable.Range(0, 10 * ActionScale.Size).Select(i => i % ActionScale.Size == 0 ? -1f : 1f)];

        PlanCandidate alone = BestOf(new PlannerTestModel(), Options, request), misled = BestOf(new PlannerTestModel { Prior = new FixedPrior(away) }, Options, request);

        Assert.InRange(misled.Cost, 0, 1.1 * alone.Cost);
    }

    [Fact]
    public void The_prior_is_asked_what_the_search_is_asked_and_may_be_left_out()
    {
        FixedPrior prior = new(new float[10 * ActionScale.Size]);
        PlanRequest request = Request(0.1, 0, 0, 0, SkillObjectives.Approach()) with { Committed = [0.25f, 0, 0, 0, 0] };

        BestOf(new PlannerTestModel { Prior = prior }, Options with { UsesPrior = false }, request);
        Assert.Equal(0, prior.Asked);

        BestOf(new PlannerTestModel { Prior = prior }, Options, request);
        Assert.Equal(1, prior.Asked);
        Assert.Equal([.. request.Committed], prior.Committed);
        Assert.Equal(request.Objective.Bounds.High, prior.High);
        Assert.True(prior.PositionWeight > 0);
    }

    [Fact]
    public void An_option_out_of_range_is_named()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Create(new PlannerTestModel(), Options with { Samples = 3 }));

        Assert.Contains("Samples is 3", error.Message, StringComparison.Ordinal);
    }

    private static PlanCandidate BestOf(IWorldModel model, LatentPlannerOptions options, PlanRequest request)
    {
        using LatentPlanner planner = Create(model, options);
        return planner.Plan(request).Best;
    }

    private static LatentPlanner Create(IWorldModel model, LatentPlannerOptions options) => new(model, options, RandomStream.For(7, "planner test"));

    internal static PlanRequest Request(double x, double y, double z, double yaw, SkillObjective? objective = null)
    {
        LatentHistory history = new(5);
        history.Push(PlannerTestModel.Latent(x, y, z, yaw), new float[ActionScale.Size]);
        return new() { History = history, Objective = objective ?? SkillObjectives.Reach() };
    }

    private static double GoalDistance(PlanCandidate plan, int step) => Math.Sqrt(Enumerable.Range(ProbeLayout.GoalPosition, 3)
        .Sum(probe => plan.Probe(step, probe) * plan.Probe(step, probe)));

    private static float[] Follow(PlannerTestModel model, float[] latent, float[] action)
    {
        using RolloutBatch batch = model.CreateRollout(1);
        latent.CopyTo(batch.LatentHistory[^latent.Length..]);
        action.CopyTo(batch.Actions);
        model.Rollout(batch);
        return batch.Latents[..latent.Length].ToArray();
    }

    /// <summary>Proposes one plan whatever it is asked.</summary>
    private sealed class FixedPrior(float[] plan) : IActionPrior
    {
        public int Asked { get; private set; }
        public float[] Committed { get; private set; } = [];
        public IReadOnlyList<float> High { get; private set; } = [];
        public float PositionWeight { get; private set; }

        public void Propose(RolloutBatch question, IReadOnlyList<float> low, IReadOnlyList<float> high, IReadOnlyList<float> committed, Span<float> into)
        {
            (Asked, Committed, High, PositionWeight) = (Asked + 1, [.. committed], high, question.Weight[ProbeLayout.GoalPosition]);
            plan.CopyTo(into);
        }
    }
}
