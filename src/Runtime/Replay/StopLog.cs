using RoboticsStack.Core.Time;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Replay;

/// <summary>Notes when a gate comes to a stop and why, and when it follows plans, from its mode cycle by cycle.</summary>
internal sealed class StopLog
{
    /// <summary>Two stops for one cause so near to each other are the same stop.</summary>
    private const double SameStopSec = 0.25;

    private readonly List<GateStop> _stops = [];
    private readonly List<(Timestamp Time, GateMode Mode)> _modes = [];
    private GateMode _mode;

    /// <param name="time">Of the cycle.</param>
    /// <param name="mode">After it.</param>
    /// <param name="cause">Null: <see cref="Explain"/> will say.</param>
    public void Follow(Timestamp time, GateMode mode, GateFunction? cause)
    {
        if (mode == _mode)
        {
            return;
        }
        _mode = mode;
        _modes.Add((time, mode));
        if (IsStop(mode))
        {
            _stops.Add(new GateStop(time.Seconds, mode.ToString(), cause?.ToString() ?? ""));
        }
    }

    /// <summary>The cause of the latest stop, as far as it was not known: the gate's own word, which comes after it.</summary>
    public void Explain(string cause)
    {
        if (_stops.Count > 0 && _stops[^1].Cause.Length == 0)
        {
            _stops[^1] = _stops[^1] with { Cause = cause };
        }
    }

    /// <summary>Each stop here with what became of it in <paramref name="other"/>.</summary>
    public IReadOnlyList<GateStopComparison> Against(StopLog other) => [.. _stops.Select(stop => new GateStopComparison(stop, other.Find(stop), other.Judge(stop)))];

    /// <summary>Stops here that <paramref name="other"/> does not have.</summary>
    public IReadOnlyList<GateStop> NotIn(StopLog other) => [.. _stops.Where(stop => other.Find(stop) is null)];

    private static bool IsStop(GateMode mode) => mode is GateMode.ControlledStop or GateMode.PowerOff;

    private GateStop? Find(GateStop stop) =>
        _stops.Where(own => own.Cause == stop.Cause && own.Mode == stop.Mode && Math.Abs(own.Seconds - stop.Seconds) <= SameStopSec)
            .MinBy(own => Math.Abs(own.Seconds - stop.Seconds));

    private StopVerdict Judge(GateStop stop)
    {
        if (Find(stop) is not null)
        {
            return StopVerdict.Stops;
        }
        GateMode then = _modes.LastOrDefault(change => change.Time.Seconds <= stop.Seconds).Mode;
        return IsStop(then) ? StopVerdict.HadStopped
            : then is GateMode.Active or GateMode.Hold ? StopVerdict.GoesOn
            : StopVerdict.DidNotFollow;
    }
}
