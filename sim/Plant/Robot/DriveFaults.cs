using RoboticsStack.Control.Robot;

namespace RoboticsStack.Plant.Robot;

/// <summary>What is wrong with the simulated drives; nothing at first. For fault injection: the robot itself is told nothing.</summary>
public sealed class DriveFaults
{
    private const int NoJoint = -1;

    private RobotSetpoint _lagging;
    private bool _isLagging;
    private double _brakedAt;
    private int _brakedJoint = NoJoint;

    /// <summary>Share of its torque that each arm joint can still exert.</summary>
    public double[] TorqueShare { get; } = [.. Enumerable.Repeat(1.0, JointVector.Length)];

    /// <summary>What each arm joint's motor exerts unasked, Nm.</summary>
    public double[] SpuriousTorqueNm { get; } = new double[JointVector.Length];

    /// <summary>Time constant with which setpoints take effect, seconds; 0: at once.</summary>
    public double LagSec { get; set; }

    /// <summary>The fingers do not open.</summary>
    public bool KeepsFingersShut { get; set; }

    /// <summary>Share of the commanded velocity that the wheels make of it, and the turn that comes with it, rad per metre.</summary>
    public double WheelShare { get; set; } = 1;
    public double SkewRadPerM { get; set; }

    /// <summary>The brake of one joint closes where the joint is.</summary>
    public void Brake(int joint, double positionRad) => (_brakedJoint, _brakedAt) = (joint, positionRad);

    public void ReleaseBrake() => _brakedJoint = NoJoint;

    /// <summary>What the drives make of a setpoint; brakes that are closed hold, however slow the drives are.</summary>
    internal RobotSetpoint Distort(in RobotSetpoint setpoint, bool isBraked, double fingersM, double stepSec)
    {
        RobotSetpoint made = setpoint;
        if (isBraked)
        {
            _lagging = setpoint;
        }
        else if (LagSec > 0)
        {
            _lagging = _isLagging ? _lagging : setpoint;
            Lag(setpoint, stepSec / (LagSec + stepSec));
            made = _lagging;
        }
        _isLagging = LagSec > 0;
        if (_brakedJoint != NoJoint)
        {
            (made.PositionRad[_brakedJoint], made.VelocityRadPerSec[_brakedJoint]) = (_brakedAt, 0);
        }
        made.GripperWidthM = KeepsFingersShut ? Math.Min(made.GripperWidthM, fingersM) : made.GripperWidthM;
        made.BaseYawRateRadPerSec += SkewRadPerM * Math.Sqrt(made.BaseVxMPerSec * made.BaseVxMPerSec + made.BaseVyMPerSec * made.BaseVyMPerSec);
        made.BaseVxMPerSec *= WheelShare;
        made.BaseVyMPerSec *= WheelShare;
        return made;
    }

    private void Lag(in RobotSetpoint setpoint, double share)
    {
        for (int i = 0; i < JointVector.Length; i++)
        {
            _lagging.PositionRad[i] += share * (setpoint.PositionRad[i] - _lagging.PositionRad[i]);
            _lagging.VelocityRadPerSec[i] += share * (setpoint.VelocityRadPerSec[i] - _lagging.VelocityRadPerSec[i]);
        }
        _lagging.LiftM += share * (setpoint.LiftM - _lagging.LiftM);
        _lagging.LiftVelocityMPerSec += share * (setpoint.LiftVelocityMPerSec - _lagging.LiftVelocityMPerSec);
        (_lagging.GripperWidthM, _lagging.GripperForceN) = (setpoint.GripperWidthM, setpoint.GripperForceN);
        _lagging.BaseVxMPerSec += share * (setpoint.BaseVxMPerSec - _lagging.BaseVxMPerSec);
        _lagging.BaseVyMPerSec += share * (setpoint.BaseVyMPerSec - _lagging.BaseVyMPerSec);
        _lagging.BaseYawRateRadPerSec += share * (setpoint.BaseYawRateRadPerSec - _lagging.BaseYawRateRadPerSec);
    }
}
