using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// What is told twice about a joint agrees: its position on the motor's and on the link's side, but for what the gears give; and its velocity with how its
/// position changes, as the difference between both that gathers and slowly fades.
/// </summary>
internal sealed class EncoderDisagreementFunction(EncoderDisagreementLimits limits) : ISafetyFunction
{
    private JointVector _before;
    private JointVector _gathered;
    private Timestamp _stamp;
    private bool _has;

    public void Restart()
    {
        _gathered = default;
        _has = false;
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        ref readonly RobotMeasurement sample = ref cycle.Measurement;
        double dt = _has ? sample.Stamp.SecondsSince(_stamp) : 0;
        if (_has && dt <= 0)
        {
            return;
        }
        bool hasMotors = (sample.Reports & HardwareReports.MotorEncoders) != 0;
        double sides = 0, rates = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            if (hasMotors)
            {
                sides = Math.Max(sides, Math.Abs(sample.MotorPositionRad[i] - sample.PositionRad[i]));
            }
            if (_has)
            {
                double change = sample.PositionRad[i] - _before[i] - sample.VelocityRadPerSec[i] * dt;
                _gathered[i] = (_gathered[i] + change) * (1 - dt / (dt + limits.FadeSec));
                rates = Math.Max(rates, Math.Abs(_gathered[i]));
            }
        }
        (_before, _stamp, _has) = (sample.PositionRad, sample.Stamp, true);
        if (sides > limits.SidesRad || rates > limits.GatheredRad)
        {
            bool isSides = sides > limits.SidesRad;
            monitor.Demand(GateFunction.EncoderDisagreement, FailsafeAction.ControlledStop, isSides ? limits.SidesRad : limits.GatheredRad,
                isSides ? sides : rates, cycle.Now, cycle.PlanSequence);
        }
    }
}
