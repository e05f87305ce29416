using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Functions;

/// <summary>What is looked at in every cycle, powered or not, before the measurement is used: the cycle itself, the emergency stop, the sample.</summary>
internal sealed class InputFunctions(SafetySettings settings)
{
    private Timestamp _before;
    private bool _hasCycle;
    private double _standsSec, _lostSec;

    /// <summary>Pressed, and not yet reset.</summary>
    public bool IsEmergency { get; set; }

    /// <summary>Looks at a new cycle's inputs; true if the sample may be used.</summary>
    public bool Check(in RobotMeasurement sample, Timestamp now, ulong planSequence, bool isPowered, FailsafeMonitor monitor)
    {
        CountLostCycles(now, planSequence, isPowered, monitor);
        if (_hasCycle && (now <= _before || now.SecondsSince(_before) > settings.Cycle.LateSec))
        {
            monitor.Demand(GateFunction.Cycle, FailsafeAction.Warn, settings.Cycle.LateSec, now.SecondsSince(_before), now, planSequence);
        }
        // With a clock that stands no silence is long, and no sample old.
        _standsSec = _hasCycle && now <= _before ? _standsSec + settings.CycleSec : 0;
        if (_standsSec > settings.Cycle.LateSec)
        {
            monitor.Demand(GateFunction.Cycle, FailsafeAction.ControlledStop, settings.Cycle.LateSec, _standsSec, now, planSequence);
        }
        (_before, _hasCycle) = (now, true);
        if (IsEmergency)
        {
            monitor.Demand(GateFunction.EmergencyStop, FailsafeAction.PowerOff, 0, 1, now, planSequence);
        }
        double ageSec = now.SecondsSince(sample.Stamp);
        if (sample.IsFinite && Math.Abs(ageSec) <= settings.Measurement.MaxAgeSec)
        {
            return true;
        }
        monitor.Demand(GateFunction.Measurement, FailsafeAction.ControlledStop, settings.Measurement.MaxAgeSec, ageSec, now, planSequence);
        return false;
    }

    /// <summary>A loop that goes without too many of its cycles cannot brake as it has to: then the drives do by themselves, without power.</summary>
    private void CountLostCycles(Timestamp now, ulong planSequence, bool isPowered, FailsafeMonitor monitor)
    {
        double since = _hasCycle ? Math.Max(0, now.SecondsSince(_before)) : 0;
        double lost = Math.Max(0, since - settings.CycleSec) - settings.Cycle.SpareShare * since;
        _lostSec = isPowered ? Math.Max(0, _lostSec + lost) : 0;
        if (_lostSec > settings.Cycle.LostSec)
        {
            monitor.Demand(GateFunction.Cycle, FailsafeAction.PowerOff, settings.Cycle.LostSec, _lostSec, now, planSequence);
        }
    }
}
