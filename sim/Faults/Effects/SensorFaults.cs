using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults.Effects;

/// <summary>One number of the sample is not a number.</summary>
internal sealed class NotANumber(RandomStream random) : FaultEffect
{
    private readonly int _joint = random.Index(JointVector.Length);
    private readonly int _where = random.Index(4);
    private readonly double _value = random.Pick([double.NaN, double.PositiveInfinity, double.NegativeInfinity]);

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now)
    {
        switch (_where)
        {
            case 0: measurement.PositionRad[_joint] = _value; break;
            case 1: measurement.VelocityRadPerSec[_joint] = _value; break;
            case 2: measurement.WristWrench = new(new Vec3(_value, 0, 0), Vec3.Zero); break;
            default: measurement.LiftM = _value; break;
        }
    }
}

/// <summary>Every value stays as it was, with a fresh stamp.</summary>
internal sealed class Frozen : FaultEffect
{
    private RobotMeasurement _kept;
    private bool _has;

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now)
    {
        Timestamp stamp = measurement.Stamp;
        if (!_has)
        {
            (_kept, _has) = (measurement, true);
        }
        measurement = _kept;
        measurement.Stamp = stamp;
    }
}

/// <summary>Samples stay away: the last one comes again, with its old stamp.</summary>
internal sealed class Dropout : FaultEffect
{
    private RobotMeasurement _kept;
    private bool _has;

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now)
    {
        if (!_has)
        {
            (_kept, _has) = (measurement, true);
        }
        measurement = _kept;
    }
}

/// <summary>One encoder is off by a constant from one cycle to the next.</summary>
internal sealed class EncoderJump(RandomStream random) : FaultEffect
{
    private readonly int _joint = random.Index(JointVector.Length);
    private readonly double _offsetRad = random.Gaussian(0, 0.5);

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now) => measurement.PositionRad[_joint] += _offsetRad;
}

/// <summary>One encoder drifts away.</summary>
internal sealed class EncoderDrift(RandomStream random) : FaultEffect
{
    private readonly int _joint = random.Index(JointVector.Length);
    private readonly double _radPerSec = random.Gaussian(0, 0.3);

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now) => measurement.PositionRad[_joint] += _radPerSec * now.SecondsSince(Begin);
}

/// <summary>The wrist sensor shows a force that is not there, steady or in bursts.</summary>
internal sealed class GhostForce(RandomStream random) : FaultEffect
{
    private readonly Vec3 _force = new(random.Gaussian(0, 60), random.Gaussian(0, 60), random.Gaussian(0, 60));
    private readonly double _periodSec = random.Uniform(0.004, 0.3);
    private readonly bool _isSteady = random.Chance(0.5);

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now)
    {
        if (_isSteady || now.SecondsSince(Begin) % _periodSec < _periodSec / 2)
        {
            measurement.WristWrench = new(measurement.WristWrench.Force + _force, measurement.WristWrench.Torque);
        }
    }
}

/// <summary>The wrist sensor shows nothing, whatever it feels.</summary>
internal sealed class NumbWrist : FaultEffect
{
    public override void OnRead(ref RobotMeasurement measurement, Timestamp now) => measurement.WristWrench = default;
}

/// <summary>The fingertips show nothing.</summary>
internal sealed class NumbPads : FaultEffect
{
    public override void OnRead(ref RobotMeasurement measurement, Timestamp now) =>
        (measurement.LeftPadForceN, measurement.RightPadForceN, measurement.PeakCellForceN) = (0, 0, 0);
}

/// <summary>Samples carry the wrong time.</summary>
internal sealed class WrongStamp(RandomStream random) : FaultEffect
{
    private readonly double _offsetSec = random.Gaussian(0, 1);

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now) => measurement.Stamp = measurement.Stamp.AddSeconds(_offsetSec);
}

/// <summary>Reading throws, some of the time.</summary>
internal sealed class ReadFailure(RandomStream random) : FaultEffect
{
    private readonly double _share = random.Uniform(0.2, 1);

    public override bool FailsRead => random.Chance(_share);
}
