using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Plant;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults.Effects;

/// <summary>One link's encoder slips on its shaft within a moment; the velocity that it tells fits what it shows.</summary>
internal sealed class EncoderSlip(RandomStream random) : FaultEffect
{
    private const double SlipSec = 0.05;

    private readonly int _joint = random.Index(JointVector.Length);
    private readonly double _offsetRad = (random.Chance(0.5) ? 1 : -1) * random.Uniform(0.02, 0.1);

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now)
    {
        double share = now.SecondsSince(Begin) / SlipSec;
        measurement.PositionRad[_joint] += _offsetRad * Math.Min(1, share);
        measurement.VelocityRadPerSec[_joint] += share < 1 ? _offsetRad / SlipSec : 0;
    }
}

/// <summary>One joint's encoder shows the same to the last bit, and so no velocity.</summary>
internal sealed class StuckEncoder(RandomStream random) : FaultEffect
{
    private readonly int _joint = random.Index(JointVector.Length);
    private double? _kept;

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now)
    {
        _kept ??= measurement.PositionRad[_joint];
        measurement.PositionRad[_joint] = _kept.Value;
        measurement.VelocityRadPerSec[_joint] = 0;
    }
}

/// <summary>One joint's encoder on the motor's side drifts away.</summary>
internal sealed class MotorEncoderDrift(RandomStream random) : FaultEffect
{
    private readonly int _joint = random.Index(JointVector.Length);
    private readonly double _radPerSec = (random.Chance(0.5) ? 1 : -1) * random.Uniform(0.05, 0.5);

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now) => measurement.MotorPositionRad[_joint] += _radPerSec * now.SecondsSince(Begin);
}

/// <summary>The inertial unit shows the same to the last bit.</summary>
internal sealed class StuckImu : FaultEffect
{
    private (Vec3 Acceleration, Vec3 Rate)? _kept;

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now)
    {
        _kept ??= (measurement.ImuAccelerationMPerSec2, measurement.ImuAngularVelocityRadPerSec);
        (measurement.ImuAccelerationMPerSec2, measurement.ImuAngularVelocityRadPerSec) = _kept.Value;
    }
}

/// <summary>The wrist sensor shows a constant force too much, less than what counts as a touch: an overload has bent it.</summary>
internal sealed class WristOffset(RandomStream random) : FaultEffect
{
    private readonly Vec3 _force = new Vec3(random.Gaussian(), random.Gaussian(), random.Gaussian()).Normalized() * random.Uniform(14, 22);

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now) =>
        measurement.WristWrench = measurement.WristWrench with { Force = measurement.WristWrench.Force + _force };
}

/// <summary>The wheels lose their grip: they turn as told, and tell so, while the base follows in part.</summary>
internal sealed class WheelSlip(RandomStream random) : FaultEffect
{
    private readonly double _share = random.Uniform(0.1, 0.5);

    public override bool IsInDrives => true;

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now)
    {
        measurement.BaseVxMPerSec /= _share;
        measurement.BaseVyMPerSec /= _share;
    }

    public override void OnWorld(SimulatedKitchen plant, Timestamp now) => plant.TrueRobot.Faults.WheelShare = _share;

    public override void Leave(SimulatedKitchen plant) => plant.TrueRobot.Faults.WheelShare = 1;
}
