using RoboticsStack.Models;
using RoboticsStack.Planning.Imagination;
using RoboticsStack.Planning.Observation;

namespace RoboticsStack.Viewing.Dream;

/// <summary>One viewer's dream: where it began, what was done in it, and what it looks like beside the recording.</summary>
internal sealed class DreamSession(IWorldModel model, SensorDecoder decoder, DreamRecording recording) : IDisposable
{
    private readonly DreamStepper _dream = new(model);
    private readonly float[] _decodedAtStart = new float[SensorLayout.Size];
    private int _moment;
    private bool _follows;
    private ImaginedPoses _poses = ImaginedPoses.From(recording.Moments[0].Observed);

    /// <summary>Null when the request cannot be met: an unknown moment, or nothing more to follow.</summary>
    public DreamPicture? Answer(DreamRequest request) => request switch
    {
        { Begin: { } moment } when (uint)moment < (uint)recording.Moments.Count => Begin(moment),
        { Action: { Length: ActionScale.Size } action } when action.All(value => float.IsFinite(value) && Math.Abs(value) <= 1) => Step(action),
        { Follow: "recorded" } => Follow(recording.Moments.ActionTaken(_moment + _dream.Now.Step)),
        { Follow: "plan" } => Follow(Planned(_dream.Now.Step)),
        _ => null,
    };

    public void Dispose() => _dream.Dispose();

    private DreamPicture Begin(int moment)
    {
        (_moment, _follows) = (moment, true);
        _dream.Begin(recording.Moments.HistoryAt(moment));
        _poses = ImaginedPoses.From(recording.Moments[moment].Observed);
        decoder.Decode(_dream.Now.Latent).CopyTo(_decodedAtStart);
        return Picture(new float[ActionScale.Size]);
    }

    private DreamPicture? Follow(IReadOnlyList<float>? action) => action is null ? null : Step([.. action]);

    private DreamPicture Step(float[] action)
    {
        _follows &= recording.Moments.ActionTaken(_moment + _dream.Now.Step) is { } taken && taken.SequenceEqual(action)
            && recording.Moments.Ahead(_moment, _dream.Now.Step + 1) == _dream.Now.Step + 1;
        _dream.Step(action);
        return Picture(action);
    }

    private float[]? Planned(int step)
    {
        IReadOnlyList<float> plan = recording.Moments[_moment].PlanActions;
        return (step + 1) * ActionScale.Size <= plan.Count ? [.. plan.Skip(step * ActionScale.Size).Take(ActionScale.Size)] : null;
    }

    private DreamPicture Picture(float[] action)
    {
        DreamFrame now = _dream.Now;
        int then = _moment + now.Step;
        bool recorded = recording.Moments.Ahead(_moment, now.Step) == now.Step;
        UsualError usual = decoder.Manifest.UsualError;
        double? surprise = recorded && _follows && now.Step > 0
            ? Surprise.Relative(now.Latent, [.. recording.Moments[then].Observed.Latent], now.Step, usual)
            : null;
        int row = Math.Clamp(now.Step, 1, usual.Median.Count) - 1;
        return new(_moment, now.Step, action, Imagined(now), recorded ? Happened(then) : null, Doubt(now.Disagreement), Doubt(now.AccumulatedDisagreement), _follows, surprise,
            usual.High[row] / usual.Median[row], recorded && recording.Moments.Continues(then + 1));
    }

    private double? Doubt(double disagreement) => double.IsFinite(model.HighDisagreement) ? disagreement / model.HighDisagreement : null;

    private Shown Imagined(DreamFrame now)
    {
        ReadOnlySpan<float> decoded = decoder.Decode(now.Latent);
        RecordedSensors start = recording.SensorsAt(_moment);
        return Shown.From(_poses.Of(now.Probes), now.Probes, Anchored(decoded, start.Wrist?.DepthM, SensorLayout.Depth), Anchored(decoded, start.Wrist?.Mask, SensorLayout.Mask),
            Anchored(decoded, start.TactileN, SensorLayout.Tactile)) with
        {
            Decoded = Pictures.From(SensorLayout.Depth.Of(decoded), SensorLayout.Mask.Of(decoded), SensorLayout.Tactile.Of(decoded)),
        };
    }

    /// <summary>Without a real picture at the beginning there is nothing to anchor to.</summary>
    private ReadOnlySpan<float> Anchored(ReadOnlySpan<float> decoded, float[]? measuredAtStart, Segment segment) => measuredAtStart is null
        ? segment.Of(decoded)
        : SensorDecoder.Anchored(segment.Of(decoded), segment.Of(_decodedAtStart), measuredAtStart, segment);

    private Shown Happened(int moment)
    {
        ObservedMoment observed = recording.Moments[moment].Observed;
        RecordedSensors sensors = recording.SensorsAt(moment);
        return Shown.From(MeasuredPose(observed), observed.Measured, sensors.Wrist?.DepthM, sensors.Wrist?.Mask, sensors.TactileN);
    }

    /// <summary>The gripper where the joints say it was.</summary>
    private ImaginedPose MeasuredPose(ObservedMoment observed) =>
        _poses.Of(observed.Measured) with { Gripper = LevelFrame.Of(observed.GripperInArmBase) };
}
