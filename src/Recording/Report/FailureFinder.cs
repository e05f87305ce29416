using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Recording.Report;

/// <param name="TimeSec">From the start of the recording.</param>
/// <param name="What">In a person's words.</param>
public sealed record Landmark(double TimeSec, string What);

/// <summary>
/// Says at what moment a failed run failed, from what was recorded: when what had been served was lost again; else when the gate stopped for good;
/// else when the task gave up; else where the recording ends, time or processes having run out.
/// </summary>
internal sealed class FailureFinder
{
    private readonly List<Landmark> _landmarks = [];
    private readonly HashSet<string> _reached = [];
    private double _end;
    private double? _stopped;
    private string _stopReason = "";
    private string _doing = "";
    private double? _gaveUp;
    private string _gaveUpAt = "";
    private double? _unserved;
    private bool _wasServed;
    private uint _dropped;
    private uint _toppled;

    /// <summary>Things on the way that may have led to the end, in order.</summary>
    public IReadOnlyList<Landmark> Landmarks => [.. _landmarks.OrderBy(landmark => landmark.TimeSec)];

    public void Add(double time, GateState state)
    {
        _end = Math.Max(_end, time);
        bool isStop = state.Mode is GateMode.ControlledStop or GateMode.PowerOff;
        if (isStop && _stopped is null)
        {
            _stopped = time;
            _stopReason = state.Reason;
            _landmarks.Add(new(time, $"gate stopped: {state.Reason}"));
        }
        else if (!isStop && state.Mode is GateMode.Active)
        {
            _stopped = null;
        }
    }

    public void Add(double time, Messaging.V1.TaskStatus status)
    {
        _end = Math.Max(_end, time);
        _doing = string.Join(": ", new[] { status.Stage, status.Skill, status.Detail }.Where(part => part.Length > 0));
        if (status.Finished && !status.Succeeded && _gaveUp is null)
        {
            _gaveUp = time;
            _gaveUpAt = _doing;
            _landmarks.Add(new(time, $"task gave up at {_gaveUpAt}"));
        }
    }

    public void Add(double time, PlantScore score)
    {
        _end = Math.Max(_end, time);
        Rise(time, score.ObjectsDropped, ref _dropped, "something was dropped");
        Rise(time, score.ObjectsToppled, ref _toppled, "something was toppled");
        foreach (StageResult stage in score.Stages.Where(stage => stage.Success && _reached.Add(stage.Name)))
        {
            _landmarks.Add(new(Math.Min(stage.SimSeconds, time), $"reached: {stage.Name}"));
        }
        _unserved = score.Success ? null : _wasServed ? _unserved ?? time : null;
        _wasServed |= score.Success;
    }

    /// <summary>The moment, given that the run failed.</summary>
    public Landmark Moment() =>
        _unserved is { } lost ? new(lost, "served, but it did not stay so")
        : _stopped is { } stop && stop <= (_gaveUp ?? double.PositiveInfinity) ? new(stop, $"the gate stopped for good: {_stopReason}")
        : _gaveUp is { } up ? new(up, $"the task gave up at {_gaveUpAt}")
        : new(_end, _doing.Length > 0 ? $"the run ended during {_doing}" : "the run ended");

    private void Rise(double time, uint count, ref uint latest, string what)
    {
        if (count > latest)
        {
            _landmarks.Add(new(time, what));
        }
        latest = count;
    }
}
