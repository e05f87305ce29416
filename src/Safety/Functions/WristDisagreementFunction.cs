using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// The wrist sensor does not feel what the joints do not: torques that are explained without it, and not with it, say that it lies. Comes after the
/// contact reflex, which keeps the observer up to date.
/// </summary>
internal sealed class WristDisagreementFunction(WristDisagreementLimits limits, ReflexLimits reflex, TorqueObserver observer) : ISafetyFunction
{
    private double _sinceSec;

    public void Restart() => _sinceSec = 0;

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        double with = 0, without = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            double limit = reflex.HoldAt(i, observer.ExpectedNm[i]);
            with = Math.Max(with, Math.Abs(observer.ResidualNm[i]) / limit);
            without = Math.Max(without, Math.Abs(observer.ResidualWithoutWristNm[i]) / limit);
        }
        bool disagrees = with > limits.WithWristShare && without < limits.WithoutWristShare;
        _sinceSec = disagrees ? _sinceSec + cycle.DtSec : 0;
        if (_sinceSec > limits.TimeSec)
        {
            monitor.Demand(GateFunction.WristDisagreement, FailsafeAction.ControlledStop, limits.WithWristShare, with, cycle.Now, cycle.PlanSequence);
        }
    }
}
