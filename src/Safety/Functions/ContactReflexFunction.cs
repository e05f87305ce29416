using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>Nothing pushes the arm between base and wrist: elbow and forearm feel as the hand does, by the torque that no motion explains.</summary>
internal sealed class ContactReflexFunction(ReflexLimits limits, TorqueObserver observer) : ISafetyFunction
{
    private bool _isPushed;

    public void Restart()
    {
        observer.Restart();
        _isPushed = false;
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        if ((cycle.Measurement.Reports & HardwareReports.JointTorque) == 0)
        {
            return;
        }
        observer.Update(cycle.Measurement);
        double worst = 0;
        int joint = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            double share = Math.Abs(observer.ResidualNm[i]) / limits.HoldAt(i, observer.ExpectedNm[i]);
            if (share > worst)
            {
                (worst, joint) = (share, i);
            }
        }
        _isPushed = worst > 1 || (_isPushed && worst > limits.ReleaseShare);
        if (_isPushed)
        {
            double hold = limits.HoldAt(joint, observer.ExpectedNm[joint]);
            bool stops = worst > limits.StopFactor;
            monitor.Demand(GateFunction.ContactReflex, stops ? FailsafeAction.ControlledStop : FailsafeAction.Hold,
                stops ? limits.StopFactor * hold : hold, worst * hold, cycle.Now, cycle.PlanSequence);
        }
    }
}
