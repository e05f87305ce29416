using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// A controlled stop is seen to come to rest in its time, and to stay at rest; else the power goes and the brakes close (IEC 61800-5-2: SS1, then SOS).
/// Counts cycles, not the clock, which may be what is wrong.
/// </summary>
internal sealed class SupervisedStopFunction(SupervisedStopLimits limits, double cycleSec) : ISafetyFunction
{
    /// <summary>Single samples are noise.</summary>
    private const int Samples = 5;

    private int _stopping, _moving, _resting;
    private bool _hasRested;

    public void Restart() => (_stopping, _moving, _resting, _hasRested) = (0, 0, 0, false);

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        if (cycle.Mode != GateMode.ControlledStop)
        {
            Restart();
            return;
        }
        _stopping++;
        // Backing off moves, slowly: what counts is motion beyond what is commanded.
        double share = Strays(cycle) / (_hasRested ? limits.AtRestFactor : 1);
        (_moving, _resting) = share > 1 ? (_moving + 1, 0) : (0, _resting + 1);
        _hasRested |= _resting >= Samples && IsCommandedToRest(cycle.Command);
        if (_moving >= Samples && _stopping * cycleSec > limits.TimeSec)
        {
            monitor.Demand(GateFunction.SupervisedStop, FailsafeAction.PowerOff, 1, share, cycle.Now, cycle.PlanSequence);
        }
    }

    private bool IsCommandedToRest(in GatedCommand command)
    {
        double fastest = Math.Abs(command.LiftVelocityMPerSec) + Math.Abs(command.BaseVxMPerSec) + Math.Abs(command.BaseVyMPerSec) + Math.Abs(command.BaseYawRateRadPerSec);
        for (int i = 0; i < JointVector.Length; i++)
        {
            fastest = Math.Max(fastest, Math.Abs(command.VelocityRadPerSec[i]));
        }
        return fastest < limits.LiftMPerSec;
    }

    /// <summary>The greatest of all measured speeds against the commanded ones, as a share of its limit.</summary>
    private double Strays(in CycleState cycle)
    {
        double worst = Math.Abs(cycle.Measurement.LiftVelocityMPerSec - cycle.Command.LiftVelocityMPerSec) / limits.LiftMPerSec;
        for (int i = 0; i < JointVector.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(cycle.Measurement.VelocityRadPerSec[i] - cycle.Command.VelocityRadPerSec[i]) / limits.JointRadPerSec);
        }
        double x = cycle.Measurement.BaseVxMPerSec - cycle.Command.BaseVxMPerSec, y = cycle.Measurement.BaseVyMPerSec - cycle.Command.BaseVyMPerSec;
        worst = Math.Max(worst, Math.Sqrt(x * x + y * y) / limits.BaseMPerSec);
        return Math.Max(worst, Math.Abs(cycle.Measurement.BaseYawRateRadPerSec - cycle.Command.BaseYawRateRadPerSec) / limits.TurnRadPerSec);
    }
}
