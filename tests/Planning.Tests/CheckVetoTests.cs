using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Models;
using RoboticsStack.Planning.Checking;
using RoboticsStack.Planning.Manipulation;

namespace RoboticsStack.Planning.Tests;

public sealed class CheckVetoTests
{
    private static readonly PerceivedScene TableOnly = new() { Boxes = [CheckFixture.Table] };

    [Fact]
    public void A_gentle_reach_to_a_mug_passes()
    {
        CheckStart start = CheckFixture.Start(new(0.50, 0, 0.21), 0.14);
        PerceivedScene scene = TableOnly with { Vessel = CheckFixture.Mug(new(0.68, 0.01, 0.153)) };

        CandidateVerdict verdict = Check(scene, start, CheckFixture.Path(start, CheckFixture.MetresPerSecond(0.1), 0, 0));

        Assert.Equal(VetoReason.None, verdict.Veto);
        Assert.Equal(1, verdict.RolledOutSec, 3);
        Assert.InRange(verdict.GripperPath[^1].X, 0.59, 0.605);
        Assert.InRange(verdict.PeakContactForceN, 0, 1);
        Assert.InRange(verdict.MinClearanceM, 0.01, 0.05);
    }

    [Fact]
    public void Moving_in_around_the_mug_with_open_fingers_passes_and_leaves_it_standing()
    {
        CheckStart start = CheckFixture.Start(new(0.58, 0, 0.21), 0.14);
        PerceivedScene scene = TableOnly with { Vessel = CheckFixture.Mug(new(0.66, 0.01, 0.15)) };

        CandidateVerdict verdict = Check(scene, start, CheckFixture.Path(start, CheckFixture.MetresPerSecond(0.08), 0, 0));

        Assert.Equal(VetoReason.None, verdict.Veto);
        Assert.InRange(verdict.MaxTiltRad, 0, 0.02);
        Assert.InRange(Probe(verdict, 9, ProbeLayout.ObjectPosition), -0.01, 0.01);
    }

    [Fact]
    public void Pushing_a_tall_object_over_is_vetoed()
    {
        CheckStart start = CheckFixture.Start(new(0.55, 0, 0.35), 0);
        PerceivedScene scene = TableOnly with { Vessel = CheckFixture.Mug(new(0.62, 0, TableZ), 0.03, 0.24) };

        CandidateVerdict verdict = Check(scene, start, CheckFixture.Path(start, CheckFixture.MetresPerSecond(0.15), 0, 0));

        Assert.Equal(VetoReason.Tipping, verdict.Veto);
        Assert.InRange(verdict.RolledOutSec, 0.1, 0.99);
    }

    [Fact]
    public void Smashing_into_the_table_is_vetoed()
    {
        CheckStart start = CheckFixture.Start(new(0.60, 0, 0.25), 0.14);

        CandidateVerdict verdict = Check(TableOnly, start, CheckFixture.Path(start, 0, 0, -1));

        Assert.Equal(VetoReason.ContactForce, verdict.Veto);
    }

    [Fact]
    public void Reaching_into_the_machine_is_vetoed_and_the_verdict_names_it()
    {
        CheckStart start = CheckFixture.Start(new(0.55, 0, 0.30), 0.14);
        PerceivedScene scene = TableOnly with { Boxes = [CheckFixture.Table, new(new(new(0.82, 0.05, 0.32), Quat.Identity), new(0.10, 0.12, 0.17), "machine")] };

        CandidateVerdict verdict = Check(scene, start, CheckFixture.Path(start, CheckFixture.MetresPerSecond(0.2), 0, 0));

        Assert.Equal(VetoReason.ContactForce, verdict.Veto);
        Assert.Contains("machine", verdict.Offender, StringComparison.Ordinal);
    }

    [Fact]
    public void Lifting_the_hand_into_an_upper_cabinet_is_vetoed()
    {
        CheckStart start = CheckFixture.Start(new(0.62, 0, 0.30), 0.14);
        PerceivedScene scene = TableOnly with { Boxes = [CheckFixture.Table, new(new(new(0.80, 0, 0.60), Quat.Identity), new(0.20, 0.5, 0.15), "cabinet")] };

        CandidateVerdict verdict = Check(scene, start, CheckFixture.Path(start, 0, 0, CheckFixture.MetresPerSecond(0.2)));

        Assert.Equal(VetoReason.ContactForce, verdict.Veto);
        Assert.Contains("cabinet", verdict.Offender, StringComparison.Ordinal);
    }

    /// <summary>Seed 1 of the kitchens: the hand had wandered off sideways and came down on the far end of the table.</summary>
    [Fact]
    public void Coming_down_on_a_table_far_beside_the_task_is_vetoed()
    {
        CheckStart start = CheckFixture.Start(new(0.48, 0.38, 0.30), 0.14);

        CandidateVerdict verdict = Check(TableOnly, start, CheckFixture.Path(start, 0, 0, CheckFixture.MetresPerSecond(-0.2)));

        Assert.Equal(VetoReason.ContactForce, verdict.Veto);
    }

    [Fact]
    public void An_elbow_that_swings_into_something_is_vetoed()
    {
        CheckStart start = CheckFixture.Start(new(0.50, -0.20, 0.30), 0.14);
        GripperTrajectory path = CheckFixture.Path(start, CheckFixture.MetresPerSecond(0.1), CheckFixture.MetresPerSecond(0.25), 0);
        (Vec3 before, Vec3 after) = (CheckFixture.ElbowOf(start.PositionsRad), CheckFixture.ElbowOf(CheckFixture.FollowedBy(start, path)));
        Vec3 ahead = (after - before).Normalized();
        PerceivedScene scene = new() { Boxes = [new(new(before + ahead * 0.17, Quat.Identity), new(0.03, 0.03, 0.03), "shelf")] };

        CandidateVerdict verdict = Check(scene, start, path);

        Assert.Equal(VetoReason.ContactForce, verdict.Veto);
        Assert.Contains("shelf", verdict.Offender, StringComparison.Ordinal);
        Assert.Equal(VetoReason.None, Check(PerceivedScene.Empty, start, path).Veto);
    }

    [Fact]
    public void A_plan_that_the_gate_only_slows_down_is_not_vetoed_for_it()
    {
        (PerceivedScene scene, CheckStart start) = Holding(0.08);
        PerceivedScene filled = scene with { Vessel = scene.Vessel!.Value with { FillFraction = 0.3 } };

        CandidateVerdict verdict = Check(filled, start, CheckFixture.Path(start, 0, 0, 1));

        Assert.Equal(VetoReason.None, verdict.Veto);
        Assert.InRange(verdict.GripperPath[^1].Z - CheckFixture.GripperOf(start).Position.Z, 0.10, 0.21);
    }

    [Fact]
    public void A_mug_that_nobody_touches_is_not_held_against_a_plan_however_badly_its_place_was_perceived()
    {
        CheckStart start = CheckFixture.Start(new(0.55, 0.30, 0.35), 0.14);
        PerceivedScene scene = TableOnly with { Vessel = CheckFixture.Mug(new(0.65, -0.30, TableZ + 0.06)) };

        Assert.Equal(VetoReason.None, Check(scene, start, CheckFixture.Path(start, 0, 0, CheckFixture.MetresPerSecond(0.1))).Veto);
    }

    [Fact]
    public void Tilting_a_held_mug_on_the_edge_of_something_is_vetoed()
    {
        (PerceivedScene scene, CheckStart start) = Holding(0.04);
        PerceivedBox ledge = new(new(new(0.55, -0.075, TableZ + 0.03), Quat.Identity), new(0.10, 0.03, 0.03), "ledge");

        CandidateVerdict verdict = Check(
            scene with { Boxes = [CheckFixture.Table, ledge] }, start, CheckFixture.Path(start, 0, CheckFixture.MetresPerSecond(-0.15), CheckFixture.MetresPerSecond(-0.02)));

        Assert.Contains(verdict.Veto, new[] { VetoReason.ContactForce, VetoReason.Dropping, VetoReason.Tipping });
    }

    [Fact]
    public void Opening_the_hand_in_the_air_is_vetoed_as_dropping()
    {
        (PerceivedScene scene, CheckStart start) = Holding(0.08);

        CandidateVerdict verdict = Check(scene, start, CheckFixture.Path(start, 0, 0, 0, 1));

        Assert.Equal(VetoReason.Dropping, verdict.Veto);
    }

    [Fact]
    public void Lifting_what_is_held_passes_and_it_comes_along()
    {
        (PerceivedScene scene, CheckStart start) = Holding(0.0);

        CandidateVerdict verdict = Check(scene, start, CheckFixture.Path(start, 0, 0, CheckFixture.MetresPerSecond(0.1)));

        Assert.Equal(VetoReason.None, verdict.Veto);
        Assert.InRange(verdict.MaxSlipM, 0, 0.005);
        Assert.InRange(Probe(verdict, 9, ProbeLayout.ObjectHeightAboveSupport), 0.08, 0.105);
        Assert.InRange(Probe(verdict, 9, ProbeLayout.PadForceLeft), 6, 18);
    }

    /// <summary>The fingers stand farther apart than the mug is thick, and are told to close less than that: they hold it all the same.</summary>
    [Fact]
    public void A_mug_that_is_held_across_its_handle_is_held()
    {
        (PerceivedScene scene, CheckStart start) = Holding(0.0);
        double width = 2 * scene.Vessel!.Value.RadiusM + 0.03;
        start = start with { GripperWidthM = width, SetpointWidthM = width - 0.02 };

        CandidateVerdict verdict = Check(scene, start, CheckFixture.Path(start, 0, 0, CheckFixture.MetresPerSecond(0.1)));

        Assert.Equal(VetoReason.None, verdict.Veto);
        Assert.InRange(verdict.MaxSlipM, 0, 0.005);
        Assert.InRange(Probe(verdict, 9, ProbeLayout.ObjectHeightAboveSupport), 0.08, 0.105);
        Assert.InRange(Probe(verdict, 9, ProbeLayout.GripperWidth), width - 0.003, width + 0.003);
    }

    [Fact]
    public void Setting_down_what_is_held_at_low_speed_passes_and_ramming_it_down_does_not()
    {
        (PerceivedScene scene, CheckStart start) = Holding(0.03);

        CandidateVerdict gentle = Check(scene, start, CheckFixture.Path(start, 0, 0, CheckFixture.MetresPerSecond(-0.029)));
        CandidateVerdict rough = Check(scene, start, CheckFixture.Path(start, 0, 0, -1));

        Assert.Equal(VetoReason.None, gentle.Veto);
        Assert.Contains(rough.Veto, new[] { VetoReason.ContactForce, VetoReason.Dropping });
    }

    [Fact]
    public void Jerking_a_brimful_vessel_is_vetoed_as_spilling_and_carrying_it_gently_passes()
    {
        (PerceivedScene scene, CheckStart start) = Holding(0.08);
        PerceivedScene full = scene with { Vessel = scene.Vessel!.Value with { FillFraction = 0.97 } };
        float[] jerk = [.. Enumerable.Range(0, 10).SelectMany(i => new float[] { 0, i % 2 == 0 ? 1 : -1, 0, 0, 0 })];
        float[] gentle = [.. Enumerable.Range(0, 10).SelectMany(i => new float[] { 0, 0.04f * Math.Min(i, 8), 0, 0, 0 })];

        Assert.Equal(VetoReason.Spilling, Check(full, start, CheckFixture.Path(start, jerk)).Veto);
        CandidateVerdict carried = Check(full, start, CheckFixture.Path(start, gentle));
        Assert.True(carried.Veto == VetoReason.None, $"{carried.Veto}: {carried.MaxSpillAngleRad:F3} rad, tilt {carried.MaxTiltRad:F3} rad");
    }

    [Fact]
    public void Sweeping_towards_a_neighbour_is_vetoed_before_it_is_hit()
    {
        CheckStart start = CheckFixture.Start(new(0.58, 0, 0.21), 0.14);
        PerceivedScene scene = TableOnly with { Neighbours = [new(new(new(0.58, 0.22, TableZ), Quat.Identity), 0.04, 0.15)] };

        CandidateVerdict verdict = Check(scene, start, CheckFixture.Path(start, 0, CheckFixture.MetresPerSecond(0.15), 0));

        Assert.Equal(VetoReason.Clearance, verdict.Veto);
        Assert.InRange(verdict.PeakContactForceN, 0, 1);
    }

    [Fact]
    public void A_setpoint_that_the_arm_cannot_reach_is_vetoed()
    {
        CheckStart start = CheckFixture.Start(new(0.60, 0, 0.30), 0.14);
        GripperWaypoint here = new(Timestamp.Zero, CheckFixture.GripperOf(start).Position, 0, 0.14, 10);
        GripperTrajectory away = new([.. Enumerable.Range(0, 21).Select(i => here with { Time = Timestamp.FromSeconds(0.1 * i), Position = new(0.6 + 0.05 * i, 0, 0.30) })]);

        Assert.Equal(VetoReason.Limits, Check(TableOnly, start, away).Veto);
    }

    [Fact]
    public void Pressing_the_button_softly_passes_and_presses_it()
    {
        CheckStart start = CheckFixture.Start(new(0.60, 0, 0.30), 0);
        PerceivedScene scene = new()
        {
            Boxes = [new(new(new(0.80, 0, 0.30), Quat.Identity), new(0.12, 0.15, 0.15))],
            Button = new() { FaceInArmBase = new(new(0.67, 0, 0.30), Quat.Identity), RadiusM = 0.016 },
        };

        CandidateVerdict verdict = Check(scene, start, CheckFixture.Path(start, CheckFixture.MetresPerSecond(0.048), 0, 0));

        Assert.Equal(VetoReason.None, verdict.Veto);
        Assert.InRange(Probe(verdict, 9, ProbeLayout.ButtonTravel), 0.0035, 0.006);
        Assert.InRange(verdict.PeakContactForceN, 3, 20);
    }

    [Fact]
    public void One_world_serves_until_the_scene_changes_and_the_same_plan_gets_the_same_verdict()
    {
        using PhysicsChecker checker = CheckFixture.Checker();
        (PerceivedScene scene, CheckStart start) = Holding(0.05);
        GripperTrajectory path = CheckFixture.Path(start, 0.2, 0.1, 0.1);

        checker.Prepare(scene, start);
        CandidateVerdict first = checker.Check(path, null);
        checker.Check(CheckFixture.Path(start, -0.5, 0.5, 0), null);
        CandidateVerdict second = checker.Check(path, null);

        Assert.Equal(first.Probes, second.Probes);
        Assert.Equal(first.PeakContactForceN, second.PeakContactForceN);
        checker.Prepare(scene with { Vessel = scene.Vessel!.Value with { BaseInArmBase = new(new(0.6, 0.05, 0.2), Quat.Identity) } }, start);
        Assert.Equal(1, checker.BuildCount);
        checker.Prepare(scene with { Boxes = [] }, start);
        Assert.Equal(2, checker.BuildCount);
    }

    [Theory]
    [InlineData(0.10)]
    [InlineData(-0.06)]
    public void Things_perceived_inside_one_another_give_a_verdict_and_no_exception(double heightM)
    {
        (PerceivedScene scene, CheckStart start) = Holding(heightM);
        PerceivedBox around = new(new(CheckFixture.GripperOf(start).Position, Quat.Identity), new(0.03, 0.2, 0.05));

        CandidateVerdict verdict = Check(scene with { Boxes = [CheckFixture.Table, around, new(around.CentreInArmBase, Vec3.Zero)] }, start, CheckFixture.Path(start, 0.1, 0, 0));

        Assert.InRange(verdict.RolledOutSec, 0, 1);
    }

    private const double TableZ = CheckFixture.TableZ;

    private static (PerceivedScene Scene, CheckStart Start) Holding(double heightM)
    {
        Vec3 gripper = new(0.55, 0, TableZ + heightM + 0.05);
        CheckStart start = CheckFixture.Start(gripper, 0.08, 0.07);
        PerceivedVessel mug = CheckFixture.Mug(new(0.55, 0.003, TableZ + heightM)) with { IsHeld = true };
        return (TableOnly with { Vessel = mug }, start);
    }

    private static CandidateVerdict Check(PerceivedScene scene, in CheckStart start, GripperTrajectory path)
    {
        using PhysicsChecker checker = CheckFixture.Checker();
        checker.Prepare(scene, start);
        return checker.Check(path, null);
    }

    private static float Probe(CandidateVerdict verdict, int step, int probe) => verdict.Probes[step * ProbeLayout.Size + probe];
}
