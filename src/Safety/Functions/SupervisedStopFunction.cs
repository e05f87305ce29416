using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// A controlled stop is seen to keep to its setpoints, to come to rest in its time, and to stay at rest; else the power goes and the brakes close (IEC 61800-5-2: SS1, then SOS).
/// A joint far from its setpoint is held by something, and would leap to it when let go.
/// Counts cycles, not the clock, which may be what is wrong.
/// </summary>
internal sealed class SupervisedStopFunction(SupervisedStopLimits limits, double cycleSec) : ISafetyFunction
{
    /// <summary>Single samples are noise.</summary>
    private const int Samples = 5;

    private int _stopping, _moving, _resting, _straining;
    private bool _hasRested;

    public void Restart() => (_stopping, _moving, _resting, _straining, _hasRested) = (0, 0, 0, 0, false);

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
        double strain = Strain(cycle) / limits.StrainRad;
        _straining = strain > 1 ? _straining + 1 : 0;
        bool goesOn = _moving >= Samples && _stopping * cycleSec > limits.TimeSec, strains = _straining >= Samples;
        if (goesOn || strains)
        {
            monitor.Demand(GateFunction.SupervisedStop, FailsafeAction.PowerOff, 1, strains ? strain : share, cycle.Now, cycle.PlanSequence);
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

    /// <summary>How far the joint that is farthest from its setpoint is from it, rad.</summary>
    private static double Strain(in CycleState cycle)
    {
        double worst = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            worst = Math.Max(worst, cycle.JointErrorRad(i));
        }
        return worst;
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
