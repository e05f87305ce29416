using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety;

/// <summary>Collects what each function demands in a cycle, keeps the severest, and records each demand when it sets in or gets severer.</summary>
internal sealed class FailsafeMonitor(InterventionRing ring)
{
    /// <summary>A function silent for this long has let go; its next demand is a new intervention.</summary>
    private const double LetGoSec = 0.1;

    private readonly Timestamp[] _latest = new Timestamp[Enum.GetValues<GateFunction>().Length];
    private readonly FailsafeAction[] _demanded = new FailsafeAction[Enum.GetValues<GateFunction>().Length];

    /// <summary>The severest demand of this cycle.</summary>
    public FailsafeAction Action { get; private set; }

    /// <summary>Whose demand that is.</summary>
    public GateFunction? Cause { get; private set; }

    public void BeginCycle()
    {
        Action = FailsafeAction.None;
        Cause = null;
    }

    public void Demand(GateFunction function, FailsafeAction action, double limit, double value, Timestamp now, ulong planSequence)
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
