using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// The base drives as it is told: not slower because a wheel is locked or a thing blocks it, and not faster. Wheels that do not obey cannot be braked by telling them
/// so: their power goes at once, and their brakes stop them.
/// </summary>
internal sealed class BaseTrackingFunction(BaseTrackingLimits limits, double cycleSec) : ISafetyFunction
{
    private double _straysSec;

    public void Restart() => _straysSec = 0;

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        double x = cycle.Measurement.BaseVxMPerSec - cycle.Command.BaseVxMPerSec, y = cycle.Measurement.BaseVyMPerSec - cycle.Command.BaseVyMPerSec;
        double speed = Math.Sqrt(x * x + y * y), yawRate = Math.Abs(cycle.Measurement.BaseYawRateRadPerSec - cycle.Command.BaseYawRateRadPerSec);
        bool turns = yawRate > limits.YawRateRadPerSec;
        _straysSec = turns || speed > limits.SpeedMPerSec ? _straysSec + cycleSec : 0;
        if (cycle.FollowsPlans && _straysSec > limits.TimeSec)
        {
            monitor.Demand(GateFunction.BaseTracking, FailsafeAction.PowerOff, turns ? limits.YawRateRadPerSec : limits.SpeedMPerSec,
                turns ? yawRate : speed, cycle.Now, cycle.PlanSequence);
        }
    }
}
