using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Functions;

/// <summary>From one sample to the next no joint gets farther than its greatest speed takes it.</summary>
internal sealed class EncoderJumpFunction(RobotDescription robot) : ISafetyFunction
{
    private readonly EncoderJumpLimits _limits = robot.Safety.Hardware.EncoderJump;
    private JointVector _before;
    private Timestamp _stamp;
    private bool _has;

    public void Restart() => _has = false;

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        ref readonly RobotMeasurement sample = ref cycle.Measurement;
        double dt = _has ? Math.Max(0, sample.Stamp.SecondsSince(_stamp)) : 0;
        double worst = 0, limit = 0;
        for (int i = 0; i < JointVector.Length && _has; i++)
        {
            double reach = _limits.Overspeed * robot.Arm.MaxVelocity[i] * dt + _limits.SlackRad;
            double jump = Math.Abs(sample.PositionRad[i] - _before[i]);
            if (jump - reach > worst)
            {
                (worst, limit) = (jump - reach, reach);
            }
        }
        (_before, _stamp, _has) = (sample.PositionRad, sample.Stamp, true);
        if (worst > 0)
        {
            monitor.Demand(GateFunction.EncoderJump, FailsafeAction.ControlledStop, limit, limit + worst, cycle.Now, cycle.PlanSequence);
        }
    }
}
