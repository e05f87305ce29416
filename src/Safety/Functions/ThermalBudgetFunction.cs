using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// No winding gets too hot. Each joint's motor is modelled as one thermal mass that the square of its torque warms (the i²t rule with cooling); where the
/// hardware measures temperatures, the hotter of both counts, so that a sensor that has failed low does not hide the heat.
/// </summary>
internal sealed class ThermalBudgetFunction(RobotDescription robot) : ISafetyFunction
{
    /// <summary>A clock that jumps warms nothing.</summary>
    private const double LongestCycleSec = 0.1;

    /// <summary>Share of its torque limit that no motor goes beyond: a sensor that says so has failed, which is no heat.</summary>
    private const double MostLoad = 1.5;

    private readonly ThermalLimits _limits = robot.Safety.Hardware.Thermal;
    private JointVector _modelC;
    private bool _hasModel;

    /// <summary>Heat does not go away by engaging anew.</summary>
    public void Restart()
    {
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        ref readonly RobotMeasurement sample = ref cycle.Measurement;
        bool isMeasured = (sample.Reports & HardwareReports.MotorTemperature) != 0;
        double dt = Math.Clamp(cycle.DtSec, 0, LongestCycleSec);
        double hottest = double.NegativeInfinity;
        for (int i = 0; i < JointVector.Length; i++)
        {
            if (!_hasModel)
            {
                _modelC[i] = isMeasured ? Math.Clamp(sample.MotorTemperatureC[i], _limits.SurroundingsC, _limits.StopC) : _limits.SurroundingsC;
            }
            double load = Math.Clamp(sample.TorqueNm[i] / robot.Arm.MaxTorqueNm[i], -MostLoad, MostLoad);
            _modelC[i] += (_limits.RiseAtFullTorqueK * load * load - (_modelC[i] - _limits.SurroundingsC)) * dt / _limits.CoolingSec;
            hottest = Math.Max(hottest, isMeasured ? Math.Max(_modelC[i], sample.MotorTemperatureC[i]) : _modelC[i]);
        }
        _hasModel = true;
        if (hottest >= _limits.StopC)
        {
            monitor.Demand(GateFunction.ThermalBudget, FailsafeAction.ControlledStop, _limits.StopC, hottest, cycle.Now, cycle.PlanSequence);
        }
        else if (hottest >= _limits.SlowC)
        {
            double rate = (_limits.StopC - hottest) / (_limits.StopC - _limits.SlowC);
            monitor.LimitRate(GateFunction.ThermalBudget, rate, _limits.SlowC, hottest, cycle.Now, cycle.PlanSequence);
        }
    }
}
