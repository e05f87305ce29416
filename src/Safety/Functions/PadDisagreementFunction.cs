using RoboticsStack.Control.Robot;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// The pads feel what the fingers' motors press with: fingers that press, and no longer move, and stand at neither end of their way hold something. Pads
/// that show nothing of it, or all but nothing, are numb, and no cap on what they feel protects what is held.
/// </summary>
internal sealed class PadDisagreementFunction(PadDisagreementLimits limits, double maxWidthM, double cycleSec) : ISafetyFunction
{
    private double _sinceSec;

    public void Restart() => _sinceSec = 0;

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        ref readonly RobotMeasurement sample = ref cycle.Measurement;
        bool holds = sample.GripperForceN > limits.GripForceN && Math.Abs(sample.GripperVelocityMPerSec) < limits.StillMPerSec
            && sample.GripperWidthM > limits.EndM && sample.GripperWidthM < maxWidthM - limits.EndM;
        double felt = Math.Max(sample.LeftPadForceN, sample.RightPadForceN), expected = limits.Share * sample.GripperForceN;
        _sinceSec = holds && felt < expected ? _sinceSec + cycleSec : 0;
        if (_sinceSec > limits.TimeSec)
        {
            monitor.Demand(GateFunction.PadDisagreement, FailsafeAction.ControlledStop, expected, felt, cycle.Now, cycle.PlanSequence);
        }
    }
}
