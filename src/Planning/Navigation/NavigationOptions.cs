namespace RoboticsStack.Planning.Navigation;

/// <summary>Shape and manners of the base.</summary>
public sealed record NavigationOptions
{
    public double FootprintRadiusM { get; init; } = 0.26;

    /// <summary>Kept from obstacles while under way, on top of the footprint.</summary>
    public double MarginM { get; init; } = 0.05;

    /// <summary>Kept where a path starts or ends.</summary>
    public double TightMarginM { get; init; } = 0.005;

    /// <summary>Clearance of the base's centre beyond which more room is worth nothing.</summary>
    public double ComfortM { get; init; } = 0.60;

    /// <summary>How much longer a way may be to avoid a metre that just keeps the margin.</summary>
    public double TightCost { get; init; } = 3;

    /// <summary>Cost of a metre over ground not yet seen, against one over free ground.</summary>
    public double UnknownCost { get; init; } = 3;

    public double MaxSpeedMPerSec { get; init; } = 0.6;
    public double MaxYawRateRadPerSec { get; init; } = 1.2;
    public double AccelerationMPerSec2 { get; init; } = 0.7;
    public double YawAccelerationRadPerSec2 { get; init; } = 2.0;

    /// <summary>From an observation to the effect of the plan that answers it.</summary>
    public double LatencySec { get; init; } = 0.06;
    public double ArrivalM { get; init; } = 0.01;
    public double ArrivalRad { get; init; } = Math.PI / 180;

    /// <summary>Throws <see cref="ArgumentException"/> for a value that no base can follow.</summary>
    public void Validate()
    {
        Require(FootprintRadiusM is > 0.05 and < 1, nameof(FootprintRadiusM), "0.05 to 1 m");
        Require(MarginM is >= 0 and < 0.5, nameof(MarginM), "0 to 0.5 m");
        Require(TightMarginM >= 0 && TightMarginM <= MarginM, nameof(TightMarginM), "0 to the margin under way");
        Require(ComfortM > FootprintRadiusM + MarginM, nameof(ComfortM), "more than footprint and margin");
        Require(TightCost >= 0 && UnknownCost >= 1, nameof(TightCost), "not negative, and unknown ground no cheaper than free");
        Require(MaxSpeedMPerSec is > 0 and <= 2, nameof(MaxSpeedMPerSec), "up to 2 m/s");
        Require(MaxYawRateRadPerSec is > 0 and <= 4, nameof(MaxYawRateRadPerSec), "up to 4 rad/s");
        Require(AccelerationMPerSec2 is > 0 and <= 5, nameof(AccelerationMPerSec2), "up to 5 m/s²");
        Require(LatencySec is >= 0 and < 0.5, nameof(LatencySec), "0 to 0.5 s");

        static void Require(bool holds, string name, string range)
        {
            if (!holds)
            {
                throw new ArgumentException($"navigation: {name} must be {range}");
            }
        }
    }
}
