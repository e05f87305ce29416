using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Plant;
using RoboticsStack.Safety;

namespace RoboticsStack.Faults.Effects;

/// <summary>The supply breaks down, faster or more slowly; once too little is left, the drives hear nothing any more.</summary>
internal sealed class BrownOut(RandomStream random) : FaultEffect
{
    /// <summary>Below a fresh battery's 54 V by so much, drives switch off.</summary>
    private const double DeadDropV = 18;

    private readonly double _voltPerSec = random.Uniform(10, 60);

    public override bool IsInDrives => true;

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now) => measurement.SupplyVoltageV = Math.Max(0, measurement.SupplyVoltageV - Drop(now));

    public override bool Delivers(Timestamp now) => Drop(now) < DeadDropV;

    private double Drop(Timestamp now) => _voltPerSec * now.SecondsSince(Begin);
}

/// <summary>One joint's motor gets hotter and hotter; faster than in life, so that an episode sees it.</summary>
internal sealed class HotMotor(RandomStream random) : FaultEffect
{
    private readonly int _joint = random.Index(JointVector.Length);
    private readonly double _kelvinPerSec = random.Uniform(50, 300);

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now) =>
        measurement.MotorTemperatureC[_joint] += Math.Min(150, _kelvinPerSec * now.SecondsSince(Begin));
}

/// <summary>One joint's drive switches itself off and its brake closes; the status word tells.</summary>
internal sealed class DriveFault(RandomStream random) : FaultEffect
{
    private readonly int _joint = random.Index(JointVector.Length);
    private bool _isClosed;

    public override bool IsInDrives => true;

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now) => measurement.Status |= DriveStatus.Fault;

    public override void OnWorld(SimulatedKitchen plant, Timestamp now)
    {
        if (!_isClosed)
        {
            _isClosed = true;
            plant.TrueRobot.Faults.Brake(_joint, plant.TrueRobot.GetArmPosition(_joint));
        }
    }

    public override void Leave(SimulatedKitchen plant) => plant.TrueRobot.Faults.ReleaseBrake();
}

/// <summary>The controller of the drives hangs: samples have fresh stamps, but nothing is counted and nothing carried out.</summary>
internal sealed class FrozenHardware : FaultEffect
{
    private (ulong Counter, ulong Echo)? _kept;

    public override bool IsInDrives => true;

    public override void OnRead(ref RobotMeasurement measurement, Timestamp now)
    {
        _kept ??= (measurement.Counter, measurement.Echo);
        (measurement.Counter, measurement.Echo) = _kept.Value;
    }

    public override bool Delivers(Timestamp now) => false;
}

/// <summary>One joint's motor exerts torque unasked, for a moment, again and again.</summary>
internal sealed class TorqueSpike(RandomStream random) : FaultEffect
{
    private readonly int _joint = random.Index(4);
    private readonly double _torqueNm = (random.Chance(0.5) ? 1 : -1) * random.Uniform(40, 80);
    private readonly double _spikeSec = random.Uniform(0.006, 0.02);
    private readonly double _everySec = random.Uniform(0.1, 0.5);

    public override bool IsInDrives => true;

    public override void OnWorld(SimulatedKitchen plant, Timestamp now) =>
        plant.TrueRobot.Faults.SpuriousTorqueNm[_joint] = now.SecondsSince(Begin) % _everySec < _spikeSec ? _torqueNm : 0;

    public override void Leave(SimulatedKitchen plant) => plant.TrueRobot.Faults.SpuriousTorqueNm[_joint] = 0;
}
