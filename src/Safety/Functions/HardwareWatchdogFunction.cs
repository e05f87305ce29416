using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// The hardware is alive and does what it is told: its status is ready, its counter counts, commands come back as carried out, and what it reported when it
/// was engaged it goes on reporting.
/// </summary>
internal sealed class HardwareWatchdogFunction(HardwareWatchdogLimits limits) : ISafetyFunction
{
    private HardwareReports _reports;
    private ulong _counter;
    private ulong _echo;
    private double _countedSecAgo;
    private double _echoedSecAgo;

    public void Restart()
    {
        _reports = HardwareReports.None;
        (_countedSecAgo, _echoedSecAgo) = (0, 0);
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        ref readonly RobotMeasurement sample = ref cycle.Measurement;
        _reports |= sample.Reports;
        if (_reports != sample.Reports)
        {
            monitor.Demand(GateFunction.HardwareWatchdog, FailsafeAction.ControlledStop, (double)_reports, (double)sample.Reports, cycle.Now, cycle.PlanSequence);
        }
        if ((_reports & HardwareReports.Status) != 0 && sample.Status != DriveStatus.Ready)
        {
            FailsafeAction action = (sample.Status & DriveStatus.Fault) != 0 ? FailsafeAction.PowerOff : FailsafeAction.ControlledStop;
            monitor.Demand(GateFunction.HardwareWatchdog, action, 0, (double)sample.Status, cycle.Now, cycle.PlanSequence);
        }
        bool counts = sample.Counter != _counter || (_reports & HardwareReports.Counter) == 0;
        bool echoes = sample.Echo != _echo || (_reports & HardwareReports.Echo) == 0;
        (_counter, _echo) = (sample.Counter, sample.Echo);
        _countedSecAgo = counts ? 0 : _countedSecAgo + cycle.DtSec;
        _echoedSecAgo = echoes ? 0 : _echoedSecAgo + cycle.DtSec;
        Limit(limits.CounterSec, _countedSecAgo, cycle, monitor);
        Limit(limits.EchoSec, _echoedSecAgo, cycle, monitor);
    }

    private static void Limit(double limit, double value, in CycleState cycle, FailsafeMonitor monitor)
    {
        if (value > limit)
        {
            monitor.Demand(GateFunction.HardwareWatchdog, FailsafeAction.ControlledStop, limit, value, cycle.Now, cycle.PlanSequence);
        }
    }
}
