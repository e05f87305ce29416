using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;
using RoboticsStack.Planning.Imagination;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Observation;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Tests;

public sealed class ImaginationTests
{
    private const int Steps = 10;
    private static readonly UsualError Usual = new([0.01, 0.02], [0.1, 0.2]);

    [Fact]
    public void Step_by_step_the_trained_model_imagines_what_one_rollout_of_the_same_actions_does()
    {
        using WorldModel model = WorldModel.Load(Path.Combine(RoboticsStack.Tests.RepositoryRoot.Path, "models", "weights"));
        const ulong Seed = 11;
        RandomStream random = RandomStream.For(Seed, "stepping");
        ObservedMoment[] history = [.. Enumerable.Range(0, RolloutBatch.History).Select(i => Observe(model, new(0.55 + 0.01 * i, 0.02, 0.3), i == 0))];
        float[] actions = [.. Enumerable.Range(0, Steps * ActionScale.Size).Select(_ => (float)random.Uniform(-0.5, 0.5))];

        LatentHistory latents = new(model.LatentSize);
        foreach (ObservedMoment moment in history)
        {
            latents.Push([.. moment.Latent], [.. moment.PreviousAction]);
        }
        using RolloutBatch whole = model.CreateRollout(1);
        latents.WriteTo(whole);
        MeasuredProbes.WriteAnchor([.. history[^1].Measured], [.. history[^1].Decoded], whole.Anchor);
        actions.CopyTo(whole.Actions);
        model.Rollout(whole);

        using DreamStepper dream = new(model);
        dream.Begin(history);
        double doubt = 0;
        for (int step = 0; step < Steps; step++)
        {
            DreamFrame frame = dream.Step(actions.AsSpan(step * ActionScale.Size, ActionScale.Size));
            doubt += whole.Disagreement[step];
            AssertClose(whole.Latents.Slice(step * model.LatentSize, model.LatentSize), frame.Latent, $"seed {Seed}, latent after {step + 1}");
            AssertClose(whole.ProbesAt(0, step), frame.Probes, $"seed {Seed}, probes after {step + 1}");
            Assert.Equal(step + 1, frame.Step);
        }
        Assert.Equal(doubt, dream.Now.AccumulatedDisagreement, 1e-4 * doubt);
    }

    [Fact]
    public void A_dream_begins_with_what_was_measured()
    {
        PlannerTestModel model = new();
        ObservedMoment present = Observe(model, new(0.55, 0, 0.3), true) with { Decoded = new float[ProbeLayout.Size] };
        using DreamStepper dream = new(model);
        DreamFrame start = dream.Begin([present]);
        Assert.All(Enumerable.Range(0, ProbeLayout.Size).Where(p => float.IsFinite(present.Measured[p])), p => Assert.Equal(present.Measured[p], start.Probes[p], 1e-6));
    }

    [Fact]
    public void The_imagined_gripper_goes_where_the_action_says()
    {
        PlannerTestModel model = new();
        ObservedMoment start = Observe(model, new(0.55, 0.1, 0.3), true);
        ImaginedPoses poses = ImaginedPoses.From(start);
        using DreamStepper dream = new(model);
        Vec3 before = poses.Of(dream.Begin([start]).Probes).Gripper.Origin;
        Assert.InRange(before.DistanceTo(start.GripperInArmBase.Position), 0, 1e-6);

        ImaginedPose after = poses.Of(dream.Step([1, 0, -0.5f, 0, -1]).Probes);

        Assert.InRange(after.Gripper.Origin.DistanceTo(before + new Vec3(1, 0, -0.5) * ActionScale.MetresPerStep), 0, 1e-6);
        Assert.Equal(0.14 - ActionScale.GripperMetresPerStep, after.WidthM, 1e-6);
        Assert.Null(after.Object);
        double yaw = poses.Of(dream.Step([0, 0, 0, 1, 0]).Probes).Gripper.YawRad;
        Assert.Equal(ActionScale.RadiansPerStep, yaw, 1e-6);
    }

    [Fact]
    public void What_is_observed_as_predicted_is_no_surprise_and_the_usual_error_is_a_surprise_of_one()
    {
        float[] predicted = [0.3f, -1, 2, 0];
        Assert.Equal(0, Surprise.Relative(predicted, predicted, 1, Usual));
        float[] off = [.. predicted.Select(value => value + 0.1f)];
        Assert.Equal(1, Surprise.Relative(predicted, off, 1, Usual), 1e-4);
        Assert.Equal(0.5, Surprise.Relative(predicted, off, 2, Usual), 1e-4);
        Assert.Equal(0.5, Surprise.Relative(predicted, off, 9, Usual), 1e-4);
    }

    [Fact]
    public void In_hindsight_a_world_that_moves_as_the_model_says_holds_no_surprise_and_a_push_does()
    {
        PlannerTestModel model = new();
        UsualError usual = new([1e-4], [1e-3]);
        RecordedMoments moments = Record(model, count: 14, push: null);
        HindsightPoint[] calm = [.. Hindsight.Of(model, moments, usual)];
        Assert.All(calm[..^1], point => Assert.InRange(point.Surprise, 0, 1e-6));
        Assert.InRange(calm[0].GoalErrorM, 0, 1e-5);
        Assert.Equal(Steps, calm[0].StepsAhead);
        Assert.Equal(1, calm[^2].StepsAhead);
        Assert.True(double.IsNaN(calm[^1].Surprise));

        HindsightPoint[] pushed = [.. Hindsight.Of(model, Record(model, count: 14, push: 8), usual)];
        Assert.True(pushed[7].Surprise > 1);
        Assert.True(pushed[4].GoalErrorM > 0.02);
        Assert.All(pushed[..7], point => Assert.InRange(point.Surprise, 0, 1e-6));
    }

    [Fact]
    public void Neither_history_nor_actions_reach_across_a_new_beginning_or_a_pause()
    {
        PlannerTestModel model = new();
        RecordedMoments moments = new();
        long[] times = [0, 100, 200, 300, 700, 800];
        for (int i = 0; i < times.Length; i++)
        {
            Assert.True(moments.TryAdd(Report(Observe(model, new(0.5, 0, 0.3), beginsHistory: i == 2), times[i])));
        }
        Assert.Equal([1, 2, 1, 2, 1, 2], Enumerable.Range(0, times.Length).Select(i => moments.HistoryAt(i).Count));
        Assert.Equal([true, false, true, false, true, false], Enumerable.Range(0, times.Length).Select(i => moments.ActionTaken(i) is not null));
        Assert.Equal(1, moments.Ahead(2, 5));
    }

    [Fact]
    public void A_replan_reports_what_the_model_saw_and_the_report_reads_back()
    {
        using ManipulationPlanner planner = new(new PlannerTestModel(), null, new(), new(), new(), RandomStream.For(3, "imagination test"));
        ManipulationInputs inputs = Inputs(new(0.55, 0, 0.3));
        ReplanRequest request = new() { ObservedAt = Timestamp.Zero, Inputs = inputs, SetpointWidthM = 0.14, Objective = SkillObjectives.Reach() };
        ReplanOutcome first = planner.Replan(request), second = planner.Replan(request with { ObservedAt = Timestamp.FromSeconds(0.1) });

        ImaginationReport report = ImaginationReport.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(first.Moment.ToReport(first, planner.ModelHash)));
        ObservedMoment back = ObservedMoment.TryFrom(report)!;

        Assert.True(back.BeginsHistory);
        Assert.False(second.Moment.BeginsHistory);
        Assert.Equal(first.Moment.Latent, back.Latent);
        Assert.Equal(first.Moment.Measured, back.Measured);
        Assert.Equal(inputs.GripperInArmBase, back.GripperInArmBase);
        Assert.Equal(first.Chosen.Actions, report.PlanActions);
        Assert.Equal("test", report.ModelHash);
        report.Latent.Clear();
        Assert.Null(ObservedMoment.TryFrom(report));
    }

    /// <summary>A gripper that moves on by one action a step; from the step <paramref name="push"/> on it stands 3 cm further than any action brought it.</summary>
    private static RecordedMoments Record(PlannerTestModel model, int count, int? push)
    {
        RecordedMoments moments = new();
        Vec3 gripper = new(0.5, 0, 0.3);
        float[] action = [0.4f, 0, 0, 0, 0];
        for (int i = 0; i < count; i++)
        {
            ObservedMoment moment = Observe(model, i >= push ? gripper + new Vec3(0.03, 0, 0) : gripper, i == 0) with { PreviousAction = action };
            Assert.True(moments.TryAdd(Report(moment, 100 * i)));
            gripper += new Vec3(action[0], 0, 0) * ActionScale.MetresPerStep;
        }
        return moments;
    }

    private static ImaginationReport Report(ObservedMoment moment, long milliseconds)
    {
        ImaginationReport report = new()
        {
            Header = new() { DataTimeNs = milliseconds * 1_000_000 },
            Skill = "reach",
            ModelHash = "test",
            BeginsHistory = moment.BeginsHistory,
            GripperInArmBase = Messaging.Typed.GeometryConversions.ToMessage(moment.GripperInArmBase),
            GoalKind = (uint)moment.GoalKind,
        };
        report.Latent.AddRange(moment.Latent);
        report.DecodedProbes.AddRange(moment.Decoded);
        report.MeasuredProbes.AddRange(moment.Measured);
        report.PreviousAction.AddRange(moment.PreviousAction);
        return report;
    }

    private static ObservedMoment Observe(IWorldModel model, Vec3 gripper, bool beginsHistory)
    {
        ManipulationInputs inputs = Inputs(gripper);
        float[] latent = new float[model.LatentSize], decoded = new float[ProbeLayout.Size];
        model.Encode(ObservationBuilder.Build(inputs).Vector, latent, decoded);
        return new()
        {
            BeginsHistory = beginsHistory, Latent = latent, Decoded = decoded, Measured = MeasuredProbes.From(inputs), PreviousAction = inputs.PreviousAction,
            GripperInArmBase = inputs.GripperInArmBase, GoalKind = SlotKind.Other, ObjectRadiusM = 0, ObjectHeightM = 0,
        };
    }

    private static ManipulationInputs Inputs(Vec3 gripper) => new()
    {
        JointPositionsRad = new double[ObservationLayout.JointCount],
        JointVelocitiesRadPerSec = new double[ObservationLayout.JointCount],
        JointTorquesNm = new double[ObservationLayout.JointCount],
        GripperWidthM = 0.14,
        GripperVelocityMPerSec = 0,
        GripperInArmBase = new Pose(gripper, Quat.Identity),
        SetpointInArmBase = new Pose(gripper, Quat.Identity),
        PreviousAction = new float[ActionScale.Size],
        Goal = new SlotState { PoseInArmBase = new Pose(new(0.7, 0, 0.3), Quat.Identity), Kind = SlotKind.Other },
    };

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-4f * (1 + Math.Abs(expected[i])), $"{what}: {expected[i]} and {actual[i]} at {i}");
        }
    }
}
