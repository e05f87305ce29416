using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>The joints are where they were told to be.</summary>
internal sealed class TrackingFunction(TrackingLimits limits) : ISafetyFunction
{
    public void Restart()
    {
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        double error = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            error = Math.Max(error, Math.Abs(cycle.Command.PositionRad[i] - cycle.Measurement.PositionRad[i]));
        }
        if (error > limits.SlowRad)
        {
            bool stops = error > limits.StopRad;
            monitor.Demand(GateFunction.Tracking, stops ? FailsafeAction.ControlledStop : FailsafeAction.Slow,
                stops ? limits.StopRad : limits.SlowRad, error, cycle.Now, cycle.PlanSequence);
        }
    }
}
