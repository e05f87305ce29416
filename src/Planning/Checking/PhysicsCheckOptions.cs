namespace RoboticsStack.Planning.Checking;

/// <summary>What the physics check assumes and what it vetoes.</summary>
public sealed record PhysicsCheckOptions
{
    public double TimestepSec { get; init; } = 0.004;

    /// <summary>Simulated at rest before a rollout, so that a grasp carries its load.</summary>
    public int SettleSteps { get; init; } = 12;

    /// <summary>
    /// Robot or held vessel against anything fixed, averaged over <see cref="ForceAveragingSteps"/>: share of the wrist force at which the gate
    /// would hold and back off. A plan that presses harder would not be carried out.
    /// </summary>
    public double ContactForceShare { get; init; } = 0.8;
    public int ForceAveragingSteps { get; init; } = 3;

    /// <summary>Of the vessel from the vertical.</summary>
    public double MaxTiltRad { get; init; } = 0.30;

    /// <summary>A vessel that sinks faster has been dropped (0.45 m/s: a fall of 1 cm).</summary>
    public double MaxFallSpeedMPerSec { get; init; } = 0.45;

    /// <summary>How far a held vessel may move in the hand.</summary>
    public double MaxSlipM { get; init; } = 0.02;

    /// <summary>Between the robot and a neighbour that could be knocked over.</summary>
    public double NeighbourClearanceM { get; init; } = 0.004;

    /// <summary>How far the gripper may leave the plan's path where it is the arm's kinematics that holds it back.</summary>
    public double MaxReachErrorM { get; init; } = 0.03;

    /// <summary>How far the plan may run ahead of an arm that is stuck; one that is only slowed arrives later.</summary>
    public double MaxReachLagM { get; init; } = 0.06;

    /// <summary>Share of the angle at which the liquid would reach the brim.</summary>
    public double SpillShare { get; init; } = 0.9;

    public double EmptyVesselMassKg { get; init; } = 0.30;
    public double VesselFriction { get; init; } = 0.55;

    /// <summary>Mass and friction are taken this far to the bad side: a held vessel heavy and slippery, a standing one light.</summary>
    public double Uncertainty { get; init; } = 0.3;

    /// <summary>A perceived thing that moved or grew by more than this makes the world be built anew.</summary>
    public double RebuildToleranceM { get; init; } = 0.010;

    /// <summary>Throws <see cref="ArgumentException"/> naming the first value out of range.</summary>
    public PhysicsCheckOptions Validated()
    {
        Require(TimestepSec is >= 0.001 and <= 0.01, nameof(TimestepSec), TimestepSec, "0.001..0.01 s");
        Require(SettleSteps is >= 0 and <= 200, nameof(SettleSteps), SettleSteps, "0..200");
        Require(ContactForceShare is > 0 and <= 2, nameof(ContactForceShare), ContactForceShare, "above 0, at most 2");
        Require(ForceAveragingSteps is >= 1 and <= 50, nameof(ForceAveragingSteps), ForceAveragingSteps, "1..50");
        Require(MaxTiltRad is > 0 and < Math.PI, nameof(MaxTiltRad), MaxTiltRad, "above 0, below pi");
        Require(MaxFallSpeedMPerSec > 0, nameof(MaxFallSpeedMPerSec), MaxFallSpeedMPerSec, "above 0");
        Require(MaxSlipM > 0, nameof(MaxSlipM), MaxSlipM, "above 0");
        Require(MaxReachErrorM > 0, nameof(MaxReachErrorM), MaxReachErrorM, "above 0");
        Require(MaxReachLagM > 0, nameof(MaxReachLagM), MaxReachLagM, "above 0");
        Require(SpillShare is > 0 and <= 1, nameof(SpillShare), SpillShare, "above 0, at most 1");
        Require(EmptyVesselMassKg > 0, nameof(EmptyVesselMassKg), EmptyVesselMassKg, "above 0");
        Require(VesselFriction > 0, nameof(VesselFriction), VesselFriction, "above 0");
        Require(Uncertainty is >= 0 and < 1, nameof(Uncertainty), Uncertainty, "0 up to 1");
        Require(RebuildToleranceM > 0, nameof(RebuildToleranceM), RebuildToleranceM, "above 0");
        return this;
    }

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"physics check option {name} is {value:G6}, must be {range}"));
        }
    }
}
