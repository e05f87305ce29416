using RoboticsStack.Core.Geometry;
using RoboticsStack.Models;
using RoboticsStack.Planning.Imagination;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Viewing.Dream;

/// <summary>What the page shows of the whole recording.</summary>
/// <param name="StepSeconds">Of one step of a dream.</param>
/// <param name="ErrorSeconds">How far ahead positions are compared.</param>
internal sealed record DreamOverview(string Seed, string ModelHash, double StepSeconds, double ErrorSeconds, IReadOnlyList<MomentOverview> Moments)
{
    public static DreamOverview Of(DreamSource source)
    {
        RecordedMoments moments = source.Recording.Moments;
        IReadOnlyList<HindsightPoint> hindsight = Hindsight.Of(source.Model, moments, source.Decoder.Manifest.UsualError);
        return new(source.Recording.Seed, source.Model.ModelHash, ActionScale.StepSeconds, Math.Round(Hindsight.ErrorSteps * ActionScale.StepSeconds, 3),
            [.. Enumerable.Range(0, moments.Count).Select(i => MomentOverview.Of(moments, i, hindsight[i], source.Model.HighDisagreement))]);
    }
}

/// <summary>One moment on the time line, and what stands still while a dream from it lasts. Null where unknown.</summary>
/// <param name="T">Seconds of the run.</param>
/// <param name="Doubt">Ensemble variance over the rollout, over that which one rollout in a hundred exceeds.</param>
/// <param name="Goal">x, y, z, yaw in arm_base.</param>
/// <param name="SupportHeightM">Of what the object stands on or hangs over, in arm_base.</param>
internal sealed record MomentOverview(
    double T, string Skill, bool Continues, double? Surprise, double? Doubt, double? GoalErrorMm, double? ObjectErrorMm,
    double[] Goal, double ObjectRadiusM, double ObjectHeightM, double? SupportHeightM)
{
    public static MomentOverview Of(RecordedMoments moments, int index, HindsightPoint point, double highDisagreement)
    {
        RecordedMoment moment = moments[index];
        ObservedMoment observed = moment.Observed;
        LevelFrame goal = ImaginedPoses.From(observed).Goal;
        Vec3 @object = LevelFrame.Of(observed.GripperInArmBase).FromLocalPoint(
            new(observed.Measured[ProbeLayout.ObjectPosition], observed.Measured[ProbeLayout.ObjectPosition + 1], observed.Measured[ProbeLayout.ObjectPosition + 2]));
        return new(moment.TimeNs * 1e-9, moment.Skill, moments.Continues(index), Finite(point.Surprise), Finite(point.Disagreement / highDisagreement), Finite(1000 * point.GoalErrorM),
            Finite(1000 * point.ObjectErrorM), [goal.Origin.X, goal.Origin.Y, goal.Origin.Z, goal.YawRad], observed.ObjectRadiusM, observed.ObjectHeightM,
            Finite(@object.Z - observed.Measured[ProbeLayout.ObjectHeightAboveSupport]));
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
