using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>There is power enough to move, and when it runs low there is still enough to brake.</summary>
internal sealed class SupplyVoltageFunction(SupplyLimits limits) : ISafetyFunction
{
    private double _voltageV;
    private bool _has;

    public void Restart() => _has = false;

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        ref readonly RobotMeasurement sample = ref cycle.Measurement;
        if ((sample.Reports & HardwareReports.SupplyVoltage) == 0)
        {
            return;
        }
        double dt = Math.Max(0, cycle.DtSec);
        double share = dt / (dt + limits.FilterSec);
        _voltageV = _has ? _voltageV + (sample.SupplyVoltageV - _voltageV) * share : sample.SupplyVoltageV;
        _has = true;
        if (_voltageV < limits.StopV)
        {
            monitor.Demand(GateFunction.SupplyVoltage, FailsafeAction.ControlledStop, limits.StopV, _voltageV, cycle.Now, cycle.PlanSequence);
        }
        else if (_voltageV < limits.SlowV)
        {
            monitor.LimitRate(GateFunction.SupplyVoltage, limits.SlowRate, limits.SlowV, _voltageV, cycle.Now, cycle.PlanSequence);
            monitor.LimitBaseSpeed(GateFunction.SupplyVoltage, limits.SlowBaseMPerSec, limits.SlowV, _voltageV, cycle.Now, cycle.PlanSequence);
        }
    }
}
