using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// No sensor stands still to the last bit: a joint's encoder while its command moves; wrist, inertial unit and pressed pads once they have shown their
/// noise.
/// </summary>
internal sealed class StuckSensorFunction(StuckSensorLimits limits) : ISafetyFunction
{
    private JointVector _before;
    private JointVector _stillSec;
    private FrozenValue _wrist, _inertial, _leftPad, _rightPad;
    private Timestamp _stamp;
    private bool _has;

    public void Restart()
    {
        _stillSec = default;
        _has = false;
        _wrist.Restart();
        _inertial.Restart();
        _leftPad.Restart();
        _rightPad.Restart();
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        ref readonly RobotMeasurement sample = ref cycle.Measurement;
        double dt = _has ? sample.Stamp.SecondsSince(_stamp) : 0;
        if (_has && dt <= 0)
        {
            return;
        }
        double worst = 0;
        for (int i = 0; i < JointVector.Length; i++)
        {
            bool isStill = _has && sample.PositionRad[i].Equals(_before[i]) && Math.Abs(cycle.Command.VelocityRadPerSec[i]) > limits.CommandRadPerSec;
            _stillSec[i] = isStill ? _stillSec[i] + dt : 0;
            worst = Math.Max(worst, _stillSec[i]);
        }
        (_before, _stamp, _has) = (sample.PositionRad, sample.Stamp, true);
        _wrist.Update(sample.WristWrench.Force.X + sample.WristWrench.Force.Y + sample.WristWrench.Force.Z, dt, limits.LearnSec);
        _inertial.Update(sample.ImuAngularVelocityRadPerSec.Z, dt, limits.LearnSec);
        UpdatePad(ref _leftPad, sample.LeftPadForceN, dt);
        UpdatePad(ref _rightPad, sample.RightPadForceN, dt);
        worst = Math.Max(worst, Math.Max(_wrist.FrozenSec, _inertial.FrozenSec));
        worst = Math.Max(worst, Math.Max(_leftPad.FrozenSec, _rightPad.FrozenSec));
        if (worst > limits.TimeSec)
        {
            monitor.Demand(GateFunction.StuckSensor, FailsafeAction.ControlledStop, limits.TimeSec, worst, cycle.Now, cycle.PlanSequence);
        }
    }

    /// <summary>A pad that nothing presses shows zero and no noise.</summary>
    private void UpdatePad(ref FrozenValue pad, double force, double dt)
    {
        if (force > 0)
        {
            pad.Update(force, dt, limits.LearnSec);
        }
        else
        {
            pad.Pause();
        }
    }
}
