using RoboticsStack.Core.Time;
using RoboticsStack.Runtime.Gate;
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
    /// <returns>True if it came to stop the robot: <see cref="Add"/> says why.</returns>
    public bool Follow(Timestamp time, GateMode mode)
    {
        bool isNew = mode != _mode;
        if (isNew)
        {
            _mode = mode;
            _modes.Add((time, mode));
        }
        return isNew && mode.IsStop();
    }

    public void Add(Timestamp time, string cause) => _stops.Add(new GateStop(time.Seconds, _mode.ToString(), cause));

    /// <summary>Each stop here with what became of it in <paramref name="other"/>.</summary>
    public IReadOnlyList<GateStopComparison> Against(StopLog other) => [.. _stops.Select(stop => new GateStopComparison(stop, other.Find(stop), other.Judge(stop)))];

    /// <summary>Stops here that <paramref name="other"/> does not have.</summary>
    public IReadOnlyList<GateStop> NotIn(StopLog other) => [.. _stops.Where(stop => other.Find(stop) is null)];

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
        return then.IsStop() ? StopVerdict.HadStopped
            : then is GateMode.Active or GateMode.Hold ? StopVerdict.GoesOn
            : StopVerdict.DidNotFollow;
    }
}
