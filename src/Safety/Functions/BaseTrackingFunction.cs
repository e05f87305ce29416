using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// The base drives as it is told: not slower because a wheel is locked or a thing blocks it, and not faster. Wheels that do not obey cannot be braked by telling them
/// so: their power goes at once, and their brakes stop them.
/// </summary>
/// <remarks>
/// Who creeps and is blocked is hardly slower than told, but is left behind: what wheels and command differ by is summed up, and forgotten with
/// <see cref="BaseTrackingLimits.MemorySec"/>.
/// </remarks>
internal sealed class BaseTrackingFunction(BaseTrackingLimits limits, double cycleSec) : ISafetyFunction
{
    private double _straysSec, _behindX, _behindY;

    public void Restart() => _straysSec = _behindX = _behindY = 0;

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        double x = cycle.Measurement.BaseVxMPerSec - cycle.Command.BaseVxMPerSec, y = cycle.Measurement.BaseVyMPerSec - cycle.Command.BaseVyMPerSec;
        double speed = Math.Sqrt(x * x + y * y), yawRate = Math.Abs(cycle.Measurement.BaseYawRateRadPerSec - cycle.Command.BaseYawRateRadPerSec);
        bool turns = yawRate > limits.YawRateRadPerSec;
        _straysSec = turns || speed > limits.SpeedMPerSec ? _straysSec + cycleSec : 0;
        double kept = 1 - cycleSec / limits.MemorySec;
        (_behindX, _behindY) = (_behindX * kept + x * cycleSec, _behindY * kept + y * cycleSec);
        double behind = Math.Sqrt(_behindX * _behindX + _behindY * _behindY);
        if (cycle.FollowsPlans && behind > limits.LagM)
        {
            monitor.Demand(GateFunction.BaseTracking, FailsafeAction.PowerOff, limits.LagM, behind, cycle.Now, cycle.PlanSequence);
        }
        else if (cycle.FollowsPlans && _straysSec > limits.TimeSec)
        {
            monitor.Demand(GateFunction.BaseTracking, FailsafeAction.PowerOff, turns ? limits.YawRateRadPerSec : limits.SpeedMPerSec,
                turns ? yawRate : speed, cycle.Now, cycle.PlanSequence);
        }
    }
}
