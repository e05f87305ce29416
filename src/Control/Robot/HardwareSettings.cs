namespace RoboticsStack.Control.Robot;

/// <summary>What the robot's hardware must tell, and how well it has to agree with itself.</summary>
public sealed record HardwareSettings
{
    public required ReflexLimits Reflex { get; init; }
    public required WristDisagreementLimits Wrist { get; init; }
    public required TorqueRateLimits TorqueRate { get; init; }
    public required ThermalLimits Thermal { get; init; }
    public required SupplyLimits Supply { get; init; }
    public required EncoderJumpLimits EncoderJump { get; init; }
    public required EncoderDisagreementLimits Encoders { get; init; }
    public required StuckSensorLimits Stuck { get; init; }
    public required OdometryLimits Odometry { get; init; }
    public required HardwareWatchdogLimits Watchdog { get; init; }
}

/// <summary>Torque that no motion and no wrist force explains.</summary>
public sealed record ReflexLimits
{
    /// <summary>Per joint, at rest, Nm.</summary>
    public required JointVector HoldNm { get; init; }

    /// <summary>Added to it as a share of the torque that the motion needs: a model is as good as its inertias.</summary>
    public required double Ramp { get; init; }

    /// <summary>So many times that limit: stop.</summary>
    public required double StopFactor { get; init; }

    /// <summary>Below this share of the limit it counts as let go.</summary>
    public required double ReleaseShare { get; init; }

    public double HoldAt(int joint, double expectedNm) => HoldNm[joint] + Ramp * Math.Abs(expectedNm);
}

/// <summary>As shares of the reflex's limits.</summary>
public sealed record WristDisagreementLimits
{
    /// <summary>Unexplained torque with the wrist's wrench accounted for, from which on something is wrong.</summary>
    public required double WithWristShare { get; init; }

    /// <summary>Unexplained torque without it, up to which nothing is touched.</summary>
    public required double WithoutWristShare { get; init; }
    public required double TimeSec { get; init; }
}

public sealed record TorqueRateLimits
{
    public required double RateNmPerSec { get; init; }

    /// <summary>Evens out the sensors' noise.</summary>
    public required double FilterSec { get; init; }
}

/// <summary>Windings of the arm's motors: one thermal mass each.</summary>
public sealed record ThermalLimits
{
    public required double SlowC { get; init; }
    public required double StopC { get; init; }
    public required double SurroundingsC { get; init; }

    /// <summary>Above the surroundings, where full torque would end.</summary>
    public required double RiseAtFullTorqueK { get; init; }
    public required double CoolingSec { get; init; }
}

public sealed record SupplyLimits
{
    public required double SlowV { get; init; }
    public required double StopV { get; init; }

    /// <summary>Share of the path's rate below <see cref="SlowV"/>.</summary>
    public required double SlowRate { get; init; }
    public required double SlowBaseMPerSec { get; init; }

    /// <summary>Dips shorter than this are not the battery's.</summary>
    public required double FilterSec { get; init; }
}

public sealed record EncoderJumpLimits
{
    /// <summary>Share of the joint's greatest speed.</summary>
    public required double Overspeed { get; init; }

    /// <summary>Noise of two readings.</summary>
    public required double SlackRad { get; init; }
}

public sealed record EncoderDisagreementLimits
{
    /// <summary>Between motor's and link's side.</summary>
    public required double SidesRad { get; init; }

    /// <summary>Between position and summed velocity.</summary>
    public required double GatheredRad { get; init; }

    /// <summary>In which the latter is forgotten.</summary>
    public required double FadeSec { get; init; }
}

public sealed record StuckSensorLimits
{
    public required double TimeSec { get; init; }

    /// <summary>A joint told to move faster than this has to show it.</summary>
    public required double CommandRadPerSec { get; init; }

    /// <summary>Changing with each sample for so long, a sensor counts as noisy.</summary>
    public required double LearnSec { get; init; }
}

/// <summary>Wheels against inertial unit.</summary>
public sealed record OdometryLimits
{
    public required double YawRateRadPerSec { get; init; }
    public required double SpeedMPerSec { get; init; }
    public required double FilterSec { get; init; }

    /// <summary>In which summed accelerations are forgotten, at most.</summary>
    public required double FadeSec { get; init; }

    /// <summary>Standard deviation of the accelerometer's single sample.</summary>
    public required double UnitNoiseMPerSec2 { get; init; }

    /// <summary>Standard deviation of its bias among such units.</summary>
    public required double UnitBiasMPerSec2 { get; init; }
}

public sealed record HardwareWatchdogLimits
{
    /// <summary>Without a new number of the sample counter.</summary>
    public required double CounterSec { get; init; }

    /// <summary>Without a new command carried out.</summary>
    public required double EchoSec { get; init; }
}
