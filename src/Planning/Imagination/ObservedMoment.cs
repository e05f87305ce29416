using RoboticsStack.Core.Geometry;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Planning.Imagination;

/// <summary>What the world model made of one observation. Goes into recordings, so that its predictions can be held against what then happened.</summary>
public sealed record ObservedMoment
{
    /// <summary>No moment before this one counts: another skill has begun, or the arm was moved by other means.</summary>
    public required bool BeginsHistory { get; init; }
    public required IReadOnlyList<float> Latent { get; init; }

    /// <summary><see cref="ProbeLayout"/>, decoded from the latent, not anchored.</summary>
    public required IReadOnlyList<float> Decoded { get; init; }

    /// <summary><see cref="ProbeLayout"/>; NaN where nothing measured it.</summary>
    public required IReadOnlyList<float> Measured { get; init; }

    /// <summary><see cref="ActionScale"/>: of the step that led here.</summary>
    public required IReadOnlyList<float> PreviousAction { get; init; }
    public required Pose GripperInArmBase { get; init; }
    public required SlotKind GoalKind { get; init; }

    /// <summary>Of the object's cylinder; 0 when the skill has no object.</summary>
    public required double ObjectRadiusM { get; init; }
    public required double ObjectHeightM { get; init; }

    /// <summary>For a recording; header and times are the host's to fill in.</summary>
    public ImaginationReport ToReport(ReplanOutcome outcome, string modelHash)
    {
        ImaginationReport report = new()
        {
            Skill = outcome.Skill,
            ModelHash = modelHash,
            BeginsHistory = BeginsHistory,
            GripperInArmBase = GripperInArmBase.ToMessage(),
            GoalKind = (uint)GoalKind,
            ObjectRadiusM = ObjectRadiusM,
            ObjectHeightM = ObjectHeightM,
        };
        report.Latent.AddRange(Latent);
        report.DecodedProbes.AddRange(Decoded);
        report.MeasuredProbes.AddRange(Measured);
        report.PreviousAction.AddRange(PreviousAction);
        report.PlanActions.AddRange(outcome.Chosen.Actions);
        report.PlanProbes.AddRange(outcome.Chosen.Probes);
        report.PlanDisagreement.AddRange(outcome.Chosen.Disagreement);
        return report;
    }

    /// <summary>Null when the numbers do not fit this build's layouts.</summary>
    public static ObservedMoment? TryFrom(ImaginationReport report) =>
        report.Latent.Count == 0 || report.DecodedProbes.Count != ProbeLayout.Size || report.MeasuredProbes.Count != ProbeLayout.Size
            || report.PreviousAction.Count != ActionScale.Size || report.GripperInArmBase is null || report.GoalKind > (uint)SlotKind.Other
            ? null
            : new()
            {
                BeginsHistory = report.BeginsHistory,
                Latent = report.Latent,
                Decoded = report.DecodedProbes,
                Measured = report.MeasuredProbes,
                PreviousAction = report.PreviousAction,
                GripperInArmBase = report.GripperInArmBase.ToCore(),
                GoalKind = (SlotKind)report.GoalKind,
                ObjectRadiusM = report.ObjectRadiusM,
                ObjectHeightM = report.ObjectHeightM,
            };
}
