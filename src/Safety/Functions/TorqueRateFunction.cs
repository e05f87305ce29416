using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// Torques do not change faster than drives may let them, but for what the wrist feels: a hard touch of the hand is the business of others. Comes after
/// the contact reflex, which keeps the observer up to date.
/// </summary>
internal sealed class TorqueRateFunction(TorqueRateLimits limits, TorqueObserver observer) : ISafetyFunction
{
    private JointVector _filteredNm;
    private Core.Time.Timestamp _stamp;
    private bool _has;

    public void Restart() => _has = false;

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        ref readonly RobotMeasurement sample = ref cycle.Measurement;
        double dt = _has ? sample.Stamp.SecondsSince(_stamp) : 0;
        if ((sample.Reports & HardwareReports.JointTorque) == 0 || (_has && dt <= 0))
        {
            return;
        }
        double worst = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            double torque = sample.TorqueNm[i] - observer.CarriedNm[i];
            double change = _has ? (torque - _filteredNm[i]) / (dt + limits.FilterSec) : 0;
            _filteredNm[i] = _has ? _filteredNm[i] + change * dt : torque;
            worst = Math.Max(worst, Math.Abs(change));
        }
        (_stamp, _has) = (sample.Stamp, true);
        if (worst > limits.RateNmPerSec)
        {
            monitor.Demand(GateFunction.TorqueRate, FailsafeAction.ControlledStop, limits.RateNmPerSec, worst, cycle.Now, cycle.PlanSequence);
        }
    }
}
