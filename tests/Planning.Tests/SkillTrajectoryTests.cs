using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;

namespace RoboticsStack.Planning.Tests;

public sealed class SkillTrajectoryTests
{
    private static readonly ActionIntegrator Integrator = new(new());
    private static readonly GripperWaypoint Start = new(Timestamp.FromSeconds(3), new(0.5, 0, 0.2), Math.PI / 2, 0.1, 0);

    [Fact]
    public void A_forward_action_moves_along_the_yaw_of_the_setpoint()
    {
        GripperTrajectory path = Integrator.Integrate([1, 0, 0, 0, -0.5f], Start, 12);

        GripperWaypoint end = path.Waypoints[1];
        Assert.Equal(Timestamp.FromSeconds(3.1), end.Time);
        Assert.Equal(0.025, end.Position.Y, 6);
        Assert.Equal(0.5, end.Position.X, 6);
        Assert.Equal(0.09, end.WidthM, 6);
        Assert.Equal(12, end.ForceN);
    }

    [Fact]
    public void Setpoints_stay_within_reach_and_come_back_to_it_without_a_leap()
    {
        float[] outward = [.. Enumerable.Repeat(new float[] { 0, -1, 0, 0, 1 }, 20).SelectMany(action => action)];

        GripperTrajectory path = Integrator.Integrate(outward, Start with { Position = new(0.9, 0, 0.2) }, 12);

        ReachLimits limits = new();
        Assert.True(path.Waypoints[^1].Position.HorizontalLength <= limits.MaxRadiusM + 1e-9);
        Assert.Equal(limits.MaxWidthM, path.Waypoints[^1].WidthM);
        Assert.All(path.Waypoints.Zip(path.Waypoints.Skip(1)), pair => Assert.True(pair.First.Position.DistanceTo(pair.Second.Position) < 0.045));
    }

    [Fact]
    public void Actions_read_back_from_setpoints_are_the_actions_that_made_them()
    {
        RandomStream random = RandomStream.For(5, "round trip");
        float[] actions = [.. Enumerable.Range(0, 10 * ActionScale.Size).Select(_ => (float)random.Uniform(-0.4, 0.4))];

        GripperTrajectory path = Integrator.Integrate(actions, Start, 12);

        float[] back = [.. path.Waypoints.Zip(path.Waypoints.Skip(1)).SelectMany(pair => ActionIntegrator.ActionBetween(pair.First, pair.Second))];
        Assert.All(actions.Zip(back), pair => Assert.Equal(pair.First, pair.Second, 4));
    }

    [Fact]
    public void A_trajectory_is_straight_between_waypoints_and_stands_still_after_the_last()
    {
        GripperTrajectory path = Integrator.Integrate([0, 0, 1, 1, 0], Start, 12);

        Assert.Equal(0.2125, path.At(Timestamp.FromSeconds(3.05)).Position.Z, 6);
        Assert.Equal(Math.PI / 2 + 0.06, path.At(Timestamp.FromSeconds(3.05)).YawRad, 6);
        Assert.Equal(0.225, path.At(Timestamp.FromSeconds(9)).Position.Z, 6);
    }

    [Fact]
    public void Every_skill_fills_a_rollout_with_weights_and_bounds_that_make_sense()
    {
        SkillObjective[] skills =
        [
            SkillObjectives.Reach(), SkillObjectives.Approach(), SkillObjectives.Close(0.08), SkillObjectives.Lift(0.1), SkillObjectives.CarryPose(),
            SkillObjectives.Place(), SkillObjectives.Release(), SkillObjectives.Retreat(), SkillObjectives.Press(), SkillObjectives.Press(-0.03),
        ];
        Assert.Equal(skills.Length, skills.Select(skill => skill.Name).Distinct().Count());
        foreach (SkillObjective skill in skills)
        {
            using RolloutBatch batch = new(2, 10, 4);
            skill.WriteTo(batch);
            Assert.True(batch.Weight.ToArray().All(weight => weight >= 0) && batch.Weight.ToArray().Any(weight => weight > 0));
            for (int probe = 0; probe < ProbeLayout.Size; probe++)
            {
                Assert.True(batch.LowerWeight[probe] == 0 || batch.UpperWeight[probe] == 0 || batch.LowerBound[probe] <= batch.UpperBound[probe], $"{skill.Name} {probe}");
            }
        }
    }

    [Fact]
    public void A_term_can_be_replaced_but_not_given_twice()
    {
        SkillObjective reach = SkillObjectives.Reach();
        ProbeTerm higher = new(ProbeLayout.GoalPosition + 2, ProbeTermKind.Track, 0.1, 0.02);

        Assert.Equal(reach.Terms.Count, reach.With(higher).Terms.Count);
        Assert.Throws<ArgumentException>(() => reach with { Terms = [higher, higher] });
        Assert.Throws<ArgumentException>(() => reach.With(higher with { Scale = 0 }));
    }
}
