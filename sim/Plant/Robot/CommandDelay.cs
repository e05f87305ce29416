using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Plant.Robot;

/// <summary>Holds setpoints back for as long as bus and drives take; never changes their order.</summary>
internal sealed class CommandDelay(RobotVariation variation, double cycleSec, RandomStream random)
{
    private const int Spare = 4;
    private readonly RobotSetpoint[] _setpoints = new RobotSetpoint[Capacity(variation, cycleSec)];
    private readonly Timestamp[] _due = new Timestamp[Capacity(variation, cycleSec)];
    private int _first, _count;

    public void Push(in RobotSetpoint setpoint, Timestamp now)
    {
        if (_count == _due.Length)
        {
            _first = (_first + 1) % _due.Length;
            _count--;
        }
        double delay = variation.ActuationDelaySec + (random.Chance(variation.LateCommandProbability) ? cycleSec : 0);
        int slot = (_first + _count++) % _due.Length;
        _setpoints[slot] = setpoint;
        _due[slot] = now.AddSeconds(delay);
    }

    /// <summary>The newest setpoint that has arrived by now, if one has since the last call.</summary>
    public bool TryTake(Timestamp now, ref RobotSetpoint setpoint)
    {
        bool taken = false;
        while (_count > 0 && _due[_first] <= now)
        {
            setpoint = _setpoints[_first];
            _first = (_first + 1) % _due.Length;
            _count--;
            taken = true;
        }
        return taken;
    }

    public void Clear() => _count = 0;

    /// <summary>All that can be on the way at a time.</summary>
    private static int Capacity(RobotVariation variation, double cycleSec) => (int)Math.Ceiling(variation.ActuationDelaySec / cycleSec) + 1 + Spare;
}
