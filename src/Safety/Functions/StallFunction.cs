using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>No joint pushes with nearly all its torque without turning.</summary>
internal sealed class StallFunction(RobotDescription robot) : ISafetyFunction
{
    private const double StallSpeedRadPerSec = 0.02;

    private readonly StallLimits _limits = robot.Safety.Stall;
    private double _stalledSec;

    public void Restart() => _stalledSec = 0;

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        bool isStalled = false;
        for (int i = 0; i < JointVector.Length; i++)
        {
            isStalled |= Math.Abs(cycle.Measurement.TorqueNm[i]) > _limits.TorqueShare * robot.Arm.MaxTorqueNm[i]
                && Math.Abs(cycle.Measurement.VelocityRadPerSec[i]) < StallSpeedRadPerSec;
        }
        _stalledSec = isStalled ? _stalledSec + robot.Safety.CycleSec : 0;
        if (_stalledSec > _limits.TimeSec)
        {
            monitor.Demand(GateFunction.Stall, FailsafeAction.Hold, _limits.TimeSec, _stalledSec, cycle.Now, cycle.PlanSequence);
        }
    }
}
