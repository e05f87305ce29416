using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>The joints are where they were told to be, or as far behind as drives are that come after a moving setpoint.</summary>
internal sealed class TrackingFunction(TrackingLimits limits, double cycleSec) : ISafetyFunction
{
    private double _straysSec;

    public void Restart() => _straysSec = 0;

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        double error = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            double lag = limits.LagSec * Math.Abs(cycle.Command.VelocityRadPerSec[i]);
            error = Math.Max(error, cycle.JointErrorRad(i) - lag);
        }
        _straysSec = error > limits.SlowRad ? _straysSec + cycleSec : 0;
        if (error > limits.SlowRad)
        {
            bool stops = error > limits.StopRad || _straysSec > limits.TimeSec;
            monitor.Demand(GateFunction.Tracking, stops ? FailsafeAction.ControlledStop : FailsafeAction.Slow,
                error > limits.StopRad ? limits.StopRad : limits.SlowRad, error, cycle.Now, cycle.PlanSequence);
        }
    }
}
