using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Functions;

/// <summary>
/// The wheels turn as the base does: their yaw rate against the gyroscope's, and changes of their speed against the accelerometer's. Wheels that slip, and
/// a unit that lies, show as a difference. What the accelerometer shows while the base stands is its bias, and is learnt (zero-velocity update); the better it is known,
/// the longer accelerations are summed, and the gentler a start at which slipping wheels show.
/// </summary>
internal sealed class OdometryDisagreementFunction(OdometryLimits limits) : ISafetyFunction
{
    /// <summary>The base stands when nothing has told it to move, and the wheels were no faster than so many m/s, for so many s: the end of a stop is no bias.</summary>
    private const double StandMPerSec = 0.02, StandSec = 0.1;

    /// <summary>Samples after which older ones are forgotten: a bias wanders with the unit's warmth, within minutes.</summary>
    private const int BiasSamples = 5000;

    /// <summary>What the bias may be off by adds up, as the accelerations do, to no more than this share of the limit: one standard deviation.</summary>
    private const double DoubtShare = 0.25;

    /// <summary>Samples that the unit's datasheet is worth: as many as leave the bias as uncertain as the datasheet does.</summary>
    private readonly double _datasheetSamples = Math.Pow(limits.UnitNoiseMPerSec2 / limits.UnitBiasMPerSec2, 2);

    private double _yawRate;
    private Vec3 _bias;
    private int _biasSamples;
    private double _stands;
    private Vec3 _speed;
    private Vec3 _velocity;
    private Timestamp _stamp;
    private bool _has;

    public void Restart()
    {
        (_yawRate, _speed, _stands) = (0, Vec3.Zero, 0);
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
            Vec3 shown = sample.ImuAccelerationMPerSec2 with { Z = 0 };
            bool stands = velocity.Length < StandMPerSec && cycle.Command is { BaseVxMPerSec: 0, BaseVyMPerSec: 0, BaseYawRateRadPerSec: 0 };
            _stands = stands ? _stands + dt : 0;
            if (_stands > StandSec)
            {
                _biasSamples = Math.Min(BiasSamples, _biasSamples + 1);
                _bias += (shown - _bias) / (_datasheetSamples + _biasSamples);
            }
            // The difference between what the wheels and the unit make of the base's velocity turns with the base.
            Vec3 turn = new(0, 0, sample.ImuAngularVelocityRadPerSec.Z);
            Vec3 gained = shown - _bias - turn.Cross(velocity - _speed);
            double doubt = limits.UnitNoiseMPerSec2 / Math.Sqrt(_datasheetSamples + _biasSamples);
            double fade = Math.Min(limits.FadeSec, DoubtShare * limits.SpeedMPerSec / doubt);
            _speed = (_speed + velocity - _velocity - gained * dt) * (1 - dt / (dt + fade));
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
