using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety;

/// <summary>
/// Collects what each function demands in a cycle, keeps the severest action and the lowest speeds, and records each demand when it sets in or gets
/// severer.
/// </summary>
internal sealed class FailsafeMonitor(InterventionRing ring)
{
    /// <summary>A function silent for this long has let go; its next demand is a new intervention.</summary>
    private const double LetGoSec = 0.1;

    /// <summary>Share of the path's rate that <see cref="FailsafeAction.Slow"/> leaves where a function names none.</summary>
    private const double SlowRate = 0.5;

    private readonly Timestamp[] _latest = new Timestamp[Enum.GetValues<GateFunction>().Length];
    private readonly FailsafeAction[] _demanded = new FailsafeAction[Enum.GetValues<GateFunction>().Length];

    /// <summary>The severest demand of this cycle.</summary>
    public FailsafeAction Action { get; private set; }

    /// <summary>Whose demand that is.</summary>
    public GateFunction? Cause { get; private set; }

    /// <summary>How fast time may pass along the path, 0 to 1.</summary>
    public double Rate { get; private set; } = 1;

    /// <summary>What the gripper's speed is limited to beyond the usual; infinite for nothing.</summary>
    public double GripperSpeedMPerSec { get; private set; } = double.PositiveInfinity;

    /// <summary>What the base's speed is limited to beyond the usual; infinite for nothing.</summary>
    public double BaseSpeedMPerSec { get; private set; } = double.PositiveInfinity;

    /// <summary>Share of all speeds, of the whole robot, that is allowed.</summary>
    public double SpeedShare { get; private set; } = 1;

    public void BeginCycle()
    {
        Action = FailsafeAction.None;
        Cause = null;
        Rate = 1;
        SpeedShare = 1;
        GripperSpeedMPerSec = double.PositiveInfinity;
        BaseSpeedMPerSec = double.PositiveInfinity;
    }

    public void Demand(GateFunction function, FailsafeAction action, double limit, double value, Timestamp now, ulong planSequence)
    {
        if (action == FailsafeAction.Slow)
        {
            Rate = Math.Min(Rate, SlowRate);
        }
        Note(function, action, limit, value, now, planSequence);
    }

    /// <summary>Slows the path down to a share of its planned rate.</summary>
    public void LimitRate(GateFunction function, double rate, double limit, double value, Timestamp now, ulong planSequence)
    {
        Rate = Math.Min(Rate, Math.Max(rate, 0));
        Note(function, FailsafeAction.Slow, limit, value, now, planSequence);
    }

    /// <summary>Slows everything down, turning and elbow too, to a share of the usual limits.</summary>
    public void LimitSpeeds(GateFunction function, double share, double limit, double value, Timestamp now, ulong planSequence)
    {
        SpeedShare = Math.Min(SpeedShare, Math.Max(share, 0));
        Note(function, FailsafeAction.Slow, limit, value, now, planSequence);
    }

    public void LimitGripperSpeed(GateFunction function, double speedMPerSec, double limit, double value, Timestamp now, ulong planSequence)
    {
        GripperSpeedMPerSec = Math.Min(GripperSpeedMPerSec, Math.Max(speedMPerSec, 0));
        Note(function, FailsafeAction.Slow, limit, value, now, planSequence);
    }

    public void LimitBaseSpeed(GateFunction function, double speedMPerSec, double limit, double value, Timestamp now, ulong planSequence)
    {
        BaseSpeedMPerSec = Math.Min(BaseSpeedMPerSec, Math.Max(speedMPerSec, 0));
        Note(function, FailsafeAction.Slow, limit, value, now, planSequence);
    }

    private void Note(GateFunction function, FailsafeAction action, double limit, double value, Timestamp now, ulong planSequence)
    {
        int index = (int)function;
        bool hasLetGo = _demanded[index] == FailsafeAction.None || Math.Abs(now.SecondsSince(_latest[index])) > LetGoSec;
        if (hasLetGo || action > _demanded[index])
        {
            ring.Write(new(now, function, action, limit, value, planSequence));
            _demanded[index] = action;
        }
        _latest[index] = now;
        if (action > Action)
        {
            Action = action;
            Cause = function;
        }
    }
}
