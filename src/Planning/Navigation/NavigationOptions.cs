using RoboticsStack.Control.Robot;

namespace RoboticsStack.Planning.Navigation;

/// <summary>Shape and manners of the base.</summary>
public sealed record NavigationOptions
{
    /// <summary>Of the gate's limits, so that it need not step in.</summary>
    private const double ShareOfLimits = 0.95;

    public double FootprintRadiusM { get; init; } = 0.26;

    /// <summary>Kept from obstacles while under way, on top of the footprint.</summary>
    public double MarginM { get; init; } = 0.035;

    /// <summary>Kept where a path starts or ends.</summary>
    public double TightMarginM { get; init; } = 0.005;

    /// <summary>Clearance of the base's centre beyond which more room is worth nothing.</summary>
    public double ComfortM { get; init; } = 0.60;

    /// <summary>How much longer a way may be to avoid a metre that just keeps the margin.</summary>
    public double TightCost { get; init; } = 3;

    /// <summary>Cost of a metre over ground not yet seen, against one over free ground.</summary>
    public double UnknownCost { get; init; } = 3;

    public double MaxSpeedMPerSec { get; init; } = 0.48;
    public double MaxYawRateRadPerSec { get; init; } = 0.85;
    public double AccelerationMPerSec2 { get; init; } = 0.65;
    public double YawAccelerationRadPerSec2 { get; init; } = 1.4;

    /// <summary>From an observation to the effect of the plan that answers it.</summary>
    public double LatencySec { get; init; } = 0.06;
    public double ArrivalM { get; init; } = 0.01;
    public double ArrivalRad { get; init; } = Math.PI / 180;

    /// <summary>Just inside what the gate allows a robot's base.</summary>
    public static NavigationOptions For(BaseLimits limits) => new()
    {
        FootprintRadiusM = limits.RadiusM,
        MaxSpeedMPerSec = ShareOfLimits * limits.MaxSpeedMPerSec,
        MaxYawRateRadPerSec = ShareOfLimits * limits.MaxYawRateRadPerSec,
        AccelerationMPerSec2 = ShareOfLimits * limits.MaxAccelerationMPerSec2,
        YawAccelerationRadPerSec2 = ShareOfLimits * limits.MaxYawAccelerationRadPerSec2,
    };

    /// <summary>
    /// For carrying a vessel before the base: within the gate's gentle limits, and with more room under way, since the hand sticks out over
    /// the footprint.
    /// </summary>
    public NavigationOptions Carrying(GentleLimits limits, double marginM = 0.10) => this with
    {
        MarginM = marginM,
        MaxSpeedMPerSec = ShareOfLimits * limits.BaseSpeedMPerSec,
        AccelerationMPerSec2 = ShareOfLimits * limits.BaseAccelerationMPerSec2,
        MaxYawRateRadPerSec = ShareOfLimits * limits.YawRateRadPerSec,
        YawAccelerationRadPerSec2 = Math.Min(YawAccelerationRadPerSec2, 0.8),
    };

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
