using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;
using RoboticsStack.Planning.Checking;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Observation;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Tests;

public sealed class PlannerFacadeTests
{
    private static readonly ArmKinematics Arm = new(CheckFixture.Robot);

    [Fact]
    public void A_clear_way_to_the_goal_is_planned_checked_and_physics_agrees_with_the_model()
    {
        using PhysicsChecker checker = CheckFixture.Checker();
        using ManipulationPlanner planner = Create(checker);
        List<ReplanPhase> phases = [];

        ReplanOutcome outcome = planner.Replan(Request(new(0.55, 0, 0.30), new(0.62, 0.05, 0.30)), phases.Add);

        Assert.False(outcome.Holds);
        Assert.Equal(VetoReason.None, outcome.Verdict!.Veto);
        Assert.InRange(outcome.Verdict.LatentPhysicsDistanceM, 0, 0.02);
        Assert.Equal([ReplanPhase.Encode, ReplanPhase.Plan, ReplanPhase.Check], phases);
        Assert.Equal(11, outcome.Trajectory.Waypoints.Count);
        ReplanReport report = outcome.ToReport(new Pose(new(1, 2, 0.5), Quat.Identity));
        Assert.Equal(10, report.PhysicsPathInMap.Count);
        Assert.True(report.CandidatesChecked >= 1);
    }

    [Fact]
    public void The_trace_shows_the_ways_of_the_elites_in_the_map_from_where_the_plan_starts()
    {
        using ManipulationPlanner planner = Create(null);
        Pose armBaseInMap = new(new(2, -1, 0.5), Quat.FromYaw(Math.PI / 2));

        ReplanOutcome outcome = planner.Replan(Request(new(0.55, 0, 0.30), new(0.62, 0.05, 0.30)));
        PlannerTrace trace = planner.Trace(outcome, armBaseInMap);

        Vec3 start = armBaseInMap.Transform(outcome.Trajectory.Waypoints[0].Position);
        Assert.Equal(start, new Vec3(trace.OriginInMap.X, trace.OriginInMap.Y, trace.OriginInMap.Z));
        Assert.Equal(outcome.Search.IterationCount, trace.Iterations.Count);
        int points = (int)trace.PointsPerPath;
        Assert.Equal(outcome.Trajectory.Waypoints.Count - 1, points);
        Assert.All(trace.Iterations, iteration => Assert.Equal(SearchStep.MaxElites * points * 6, iteration.ElitePathsMm.Length));
        const int elite = 3;
        GripperTrajectory way = new ActionIntegrator(new()).Integrate(outcome.Search.Steps[^1].Elites[elite].Actions, outcome.Trajectory.Waypoints[0], 0);
        ReadOnlySpan<short> path = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(trace.Iterations[^1].ElitePathsMm.Span);
        for (int k = 0; k < points; k++)
        {
            int at = 3 * (elite * points + k);
            Vec3 shown = start + new Vec3(path[at], path[at + 1], path[at + 2]) / 1000;
            Assert.InRange(shown.DistanceTo(armBaseInMap.Transform(way.Waypoints[k + 1].Position)), 0, 0.001);
        }
    }

    [Fact]
    public void A_goal_below_the_table_makes_the_arm_hold_instead_of_ramming_it()
    {
        using PhysicsChecker checker = CheckFixture.Checker();
        using ManipulationPlanner planner = Create(checker);
        PerceivedScene scene = new() { Boxes = [CheckFixture.Table] };

        ReplanOutcome outcome = planner.Replan(Request(new(0.60, 0, 0.185), new(0.60, 0, -0.15)) with { Scene = scene });

        Assert.True(outcome.VetoedCount > 0);
        Assert.Equal(VetoReason.ContactForce, outcome.LastVeto);
        Assert.True(outcome.Trajectory.Waypoints[^1].Position.Z > 0.13);
        Assert.True(outcome.Search.WasHard);
    }

    [Fact]
    public void The_step_under_way_is_left_as_the_previous_plan_had_it()
    {
        using ManipulationPlanner planner = Create(null);
        ReplanRequest first = Request(new(0.55, 0, 0.30), new(0.65, 0, 0.30));
        GripperTrajectory before = planner.Replan(first).Trajectory;
        Timestamp later = Timestamp.FromSeconds(0.1);
        GripperWaypoint reached = before.At(later);

        GripperTrajectory after = planner.Replan(Request(reached.Position, new(0.65, 0, 0.30)) with { ObservedAt = later }).Trajectory;

        Assert.Equal(later, after.Waypoints[0].Time);
        Assert.InRange(after.Waypoints[1].Position.DistanceTo(before.At(Timestamp.FromSeconds(0.2)).Position), 0, 1e-6);
    }

    [Fact]
    public void What_the_caller_says_is_under_way_begins_the_plan()
    {
        using ManipulationPlanner planner = Create(null);
        float[] committed = [0, 0, 0.6f, 0, 0];

        GripperTrajectory plan = planner.Replan(Request(new(0.55, 0, 0.30), new(0.65, 0, 0.30)) with { Committed = committed }).Trajectory;

        Assert.Equal(0.015, plan.Waypoints[1].Position.Z - plan.Waypoints[0].Position.Z, 6);
    }

    [Fact]
    public void A_setpoint_does_not_run_away_from_a_gripper_that_is_held_back()
    {
        using ManipulationPlanner planner = Create(null);
        ReplanRequest request = Request(new(0.55, 0, 0.30), new(0.65, 0, 0.30));
        request = request with { Inputs = request.Inputs with { SetpointInArmBase = new(new(0.75, 0, 0.30), Quat.Identity) } };

        GripperTrajectory plan = planner.Replan(request).Trajectory;

        Assert.InRange(plan.Waypoints[0].Position.X, 0.599, 0.601);
    }

    [Fact]
    public void The_same_seed_and_observations_give_the_same_waypoints()
    {
        GripperWaypoint[][] runs = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using PhysicsChecker checker = CheckFixture.Checker();
            using ManipulationPlanner planner = Create(checker);
            return planner.Replan(Request(new(0.55, 0, 0.30), new(0.62, 0.05, 0.30))).Trajectory.Waypoints.ToArray();
        })];

        Assert.Equal(runs[0], runs[1]);
    }

    private static ManipulationPlanner Create(PhysicsChecker? checker) =>
        new(new PlannerTestModel(), checker, new(), new(), new(), RandomStream.For(3, "facade test"));

    private static ReplanRequest Request(Vec3 gripper, Vec3 goal)
    {
        JointVector joints = CheckFixture.JointsAt(gripper);
        Pose measured = Arm.Forward(joints);
        return new()
        {
            ObservedAt = Timestamp.Zero,
            SetpointWidthM = 0.14,
            Objective = SkillObjectives.Reach(),
            Inputs = ObservationBuilderTests.Inputs() with
            {
                JointPositionsRad = [.. joints],
                GripperInArmBase = measured,
                SetpointInArmBase = measured,
                Goal = new SlotState { PoseInArmBase = new(goal, Quat.Identity), Kind = SlotKind.Other },
            },
        };
    }
}
