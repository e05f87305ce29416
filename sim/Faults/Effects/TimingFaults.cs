using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults.Effects;

/// <summary>The control loop misses cycles: one long pause, or now and then.</summary>
internal sealed class MissedCycles(RandomStream random) : FaultEffect
{
    private readonly bool _isPause = random.Chance(0.5);
    private readonly double _pauseSec = random.Uniform(0.004, 0.15);

    public override bool Cycles(Timestamp now) => _isPause ? now.SecondsSince(Begin) >= _pauseSec : !random.Chance(0.2);
}

/// <summary>The clock stands still, or jumps.</summary>
internal sealed class BadClock(RandomStream random) : FaultEffect
{
    private readonly bool _stands = random.Chance(0.3);
    private readonly double _jumpSec = random.Gaussian(0, 0.5);

    public override Timestamp Clock(Timestamp now) => _stands ? Begin : now.AddSeconds(_jumpSec);
}

/// <summary>A person presses the emergency stop, and perhaps lets the robot go on.</summary>
internal sealed class EmergencyStop(RandomStream random) : FaultEffect
{
    private readonly double _resetSec = random.Chance(0.5) ? random.Uniform(0.1, 1) : double.PositiveInfinity;
    private bool _isPressed, _isReset;

    public override void OnCycle(GateInputs inputs, Timestamp now)
    {
        if (!_isPressed)
        {
            _isPressed = true;
            inputs.EmergencyStop();
        }
        else if (!_isReset && now.SecondsSince(Begin) >= _resetSec)
        {
            _isReset = true;
            inputs.ResetEmergencyStop();
            inputs.RequestEngage();
        }
    }
}

/// <summary>A person asks again and again to engage, whatever the state.</summary>
internal sealed class ImpatientOperator(RandomStream random) : FaultEffect
{
    public override void OnCycle(GateInputs inputs, Timestamp now)
    {
        if (random.Chance(0.1))
        {
            inputs.RequestEngage();
        }
        if (random.Chance(0.02))
        {
            inputs.ResetEmergencyStop();
        }
    }
}
