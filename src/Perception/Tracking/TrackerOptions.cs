namespace RoboticsStack.Perception;

/// <summary>How evidence is weighed. Existence is a log-odds score: hits add, misses in plain view subtract.</summary>
public sealed record TrackerOptions
{
    public double HitScore { get; init; } = 1.0;

    /// <summary>In view and not hidden, but not detected.</summary>
    public double MissScore { get; init; } = -0.25;

    /// <summary>The depth image looks right through the place.</summary>
    public double EmptyScore { get; init; } = -1.2;
    public double ConfirmScore { get; init; } = 2.5;
    public double MaxScore { get; init; } = 6;
    public double DeleteScore { get; init; } = -0.5;

    /// <summary>A track not confirmed and not seen again dies after this long, seen or not.</summary>
    public double TentativeLifeSec { get; init; } = 25;

    /// <summary>Squared Mahalanobis distance, three degrees of freedom (99.9 %).</summary>
    public double Gate { get; init; } = 16.3;

    /// <summary>Farther than this no detection is expected, so none is missed.</summary>
    public double MissRangeM { get; init; } = 2.2;

    /// <summary>Standard deviation of a track never falls below this.</summary>
    public double SigmaFloorM { get; init; } = 0.0015;

    /// <summary>Growth of the variance near the gripper, which may push things: m²/s, within <see cref="DisturbRadiusM"/>. Also while held.</summary>
    public double DisturbedVariancePerSec { get; init; } = 3e-5;
    public double DisturbRadiusM { get; init; } = 0.16;

    /// <summary>Least standard deviation to gate with near the gripper: a thing just knocked is still the same thing.</summary>
    public double DisturbedGateSigmaM { get; init; } = 0.02;

    /// <summary>Growth elsewhere, m²/s: the robot's own position was off by something else when the thing was last seen.</summary>
    public double RestVariancePerSec { get; init; } = 3e-7;

    /// <summary>Up to this standard deviation.</summary>
    public double RestSigmaM { get; init; } = 0.015;

    /// <summary>A reading this many standard deviations off means that the thing has moved, not that the reading is noisy.</summary>
    public double MovedSigmas { get; init; } = 3;
}
