using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// The wheels turn as the base does: their yaw rate against the gyroscope's, and changes of their speed against the accelerometer's. Wheels that slip, and
/// a unit that lies, show as a difference. What the accelerometer shows while nothing is told to move is its bias, and is learnt (zero-velocity update).
/// </summary>
internal sealed class OdometryDisagreementFunction(OdometryLimits limits) : ISafetyFunction
{
    /// <summary>Samples over which a bias is averaged, and the wheels' speed up to which they count as standing, m/s.</summary>
    private const int BiasSamples = 500;
    private const double StandMPerSec = 0.005;

    private double _yawRate;
    private Vec3 _bias;
    private int _biasSamples;
    private Vec3 _speed;
    private Vec3 _velocity;
    private Timestamp _stamp;
    private bool _has;

    public void Restart()
    {
        (_yawRate, _speed) = (0, Vec3.Zero);
        _has = false;
    }

    public void Check(in CycleState cycle, FailsafeMonitor monitor)
    {
        ref readonly RobotMeasurement sample = ref cycle.Measurement;
        double dt = _has ? sample.Stamp.SecondsSince(_stamp) : 0;
        if ((sample.Reports & HardwareReports.Inertial) == 0 || (_has && dt <= 0))
        {
            return;
        }
        Vec3 velocity = new(sample.BaseVxMPerSec, sample.BaseVyMPerSec, 0);
        if (_has)
        {
            double share = dt / (dt + limits.FilterSec);
            _yawRate += (sample.BaseYawRateRadPerSec - sample.ImuAngularVelocityRadPerSec.Z - _yawRate) * share;
            Vec3 turn = new(0, 0, sample.ImuAngularVelocityRadPerSec.Z);
            Vec3 shown = sample.ImuAccelerationMPerSec2 with { Z = 0 };
            if (velocity.Length < StandMPerSec && cycle.Command is { BaseVxMPerSec: 0, BaseVyMPerSec: 0, BaseYawRateRadPerSec: 0 })
            {
                _biasSamples = Math.Min(BiasSamples, _biasSamples + 1);
                _bias += (shown - _bias) / _biasSamples;
            }
            Vec3 gained = shown - _bias - turn.Cross(velocity);
            _speed = (_speed + velocity - _velocity - gained * dt) * (1 - dt / (dt + limits.FadeSec));
        }
        (_velocity, _stamp, _has) = (velocity, sample.Stamp, true);
        bool turns = Math.Abs(_yawRate) > limits.YawRateRadPerSec;
        if (turns || _speed.Length > limits.SpeedMPerSec)
        {
            monitor.Demand(GateFunction.OdometryDisagreement, FailsafeAction.ControlledStop, turns ? limits.YawRateRadPerSec : limits.SpeedMPerSec,
                turns ? Math.Abs(_yawRate) : _speed.Length, cycle.Now, cycle.PlanSequence);
        }
    }
}
