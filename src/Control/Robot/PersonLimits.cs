namespace RoboticsStack.Control.Robot;

/// <summary>What the separation to people follows from; see ISO/TS 15066, 5.5.4.</summary>
public sealed record PersonSeparationLimits
{
    /// <summary>v_h, how fast people walk, and how fast they reach when they are nearer than <see cref="NearM"/>.</summary>
    public required double PersonSpeedMPerSec { get; init; }
    public required double NearSpeedMPerSec { get; init; }
    public required double NearM { get; init; }

    /// <summary>T_r: from a detection that the gate has to the first braking; the detection's own age comes on top.</summary>
    public required double ReactionSec { get; init; }

    /// <summary>Deceleration by which the stopping travel is reckoned, the slowest of base and arm.</summary>
    public required double BrakingMPerSec2 { get; init; }

    /// <summary>After which a robot that holds has to stand; one that does not is stopped for good.</summary>
    public required double StopTimeSec { get; init; }

    /// <summary>C: how far people reach beyond what of them is detected.</summary>
    public required double IntrusionM { get; init; }

    /// <summary>Z_d and Z_r: errors of the detection, beyond its own standard deviation, and of the robot's position.</summary>
    public required double DetectionErrorM { get; init; }
    public required double RobotErrorM { get; init; }

    /// <summary>Standard deviations of a track's position that count as distance.</summary>
    public required double DetectionSigmas { get; init; }
    public required double BodyRadiusM { get; init; }
    public required double HandRadiusM { get; init; }

    /// <summary>A robot that holds goes on when so much speed has been allowed for <see cref="ClearSec"/>.</summary>
    public required double ResumeMPerSec { get; init; }
    public required double ClearSec { get; init; }

    /// <summary>Without news of people who are near for so long, the robot goes at <see cref="BlindRate"/> of its speed at most.</summary>
    public required double MaxAgeSec { get; init; }
    public required double BlindRate { get; init; }
}

/// <summary>How hard people may be touched.</summary>
public sealed record PowerAndForceLimits
{
    /// <summary>Nearer than this somebody can be touched.</summary>
    public required double ReachM { get; init; }

    /// <summary>What the hand may carry.</summary>
    public required double LoadKg { get; init; }
    public required IReadOnlyList<RegionLimits> Regions { get; init; }
}

/// <summary>A part of people's bodies.</summary>
/// <param name="Name">Its key in the safety file.</param>
/// <param name="LowM">Lowest height at which it is met, over children and adults.</param>
/// <param name="HighM">Highest.</param>
/// <param name="StiffnessNPerM">Effective spring.</param>
/// <param name="MassKg">Effective mass.</param>
/// <param name="ForceN">Most it may be pressed with.</param>
public sealed record RegionLimits(string Name, double LowM, double HighM, double StiffnessNPerM, double MassKg, double ForceN);
