namespace RoboticsStack.Control.Robot;

/// <summary>How the base keeps clear of what lidar and depth cameras see beside it.</summary>
public sealed record ProtectiveFieldLimits
{
    /// <summary>What may be missing from a distance: noise, what lies between two rays.</summary>
    public required double MarginM { get; init; }

    /// <summary>From a command to its effect on the wheels.</summary>
    public required double ReactionSec { get; init; }

    /// <summary>Counted on for braking; less than the stop may use.</summary>
    public required double BrakingMPerSec2 { get; init; }

    /// <summary>With an older scan the base does not drive.</summary>
    public required double MaxScanAgeSec { get; init; }

    /// <summary>The fastest the base may go towards something at a distance (m): it comes to rest before it touches.</summary>
    /// <remarks>v²/2a + v·t = d, solved for v.</remarks>
    public double SpeedAt(double distanceM)
    {
        double reach = BrakingMPerSec2 * ReactionSec;
        return Math.Sqrt(reach * reach + 2 * BrakingMPerSec2 * Math.Max(0, distanceM - MarginM)) - reach;
    }
}

/// <summary>How arm, lift and base keep from hitting what depth cameras have seen, and yet can touch it.</summary>
public sealed record ObstacleDistanceLimits
{
    /// <summary>What may be missing from a distance where the hand moves, which has to come near to things.</summary>
    public required double MarginM { get; init; }

    /// <summary>The same for what need not come near and hits harder: arm above the wrist, lift and base.</summary>
    public required double HeavyMarginM { get; init; }

    /// <summary>What stands between two points of a surface is this much nearer than they are.</summary>
    public required double PointRadiusM { get; init; }

    /// <summary>Around the gripper, what it holds is no obstacle.</summary>
    public required double HeldRadiusM { get; init; }
    public required double BrakingMPerSec2 { get; init; }
    public required double ReactionSec { get; init; }

    /// <summary>With older depth images the gripper is no faster than <see cref="BlindSpeedMPerSec"/>, and everything else is slower in proportion.</summary>
    public required double MaxDepthAgeSec { get; init; }

    /// <summary>So long they have to have come before they count.</summary>
    public required double SettleSec { get; init; }
    public required double BlindSpeedMPerSec { get; init; }

    /// <summary>A touch may be as hard as this.</summary>
    public required double TouchForceN { get; init; }

    /// <summary>Of the contact between robot and furniture.</summary>
    public required double StiffnessNPerM { get; init; }

    /// <summary>What is felt of the moving arm at the hand, and above the wrist; what moves when only the lift, or the base moves.</summary>
    public required double HandMassKg { get; init; }
    public required double ArmMassKg { get; init; }
    public required double LiftMassKg { get; init; }
    public required double BaseMassKg { get; init; }

    /// <summary>The fastest that a moving mass may touch: v = F/√(k·m), for then ½mv² = F²/2k (ISO/TS 15066's model of a transient contact).</summary>
    public double TouchSpeed(double massKg) => TouchForceN / Math.Sqrt(StiffnessNPerM * massKg);

    /// <summary>The fastest approach at a distance (m, the margin taken off) that can still be braked down to a touch speed.</summary>
    public double SpeedAt(double distanceM, double touchSpeedMPerSec)
    {
        double reach = BrakingMPerSec2 * ReactionSec;
        return touchSpeedMPerSec + Math.Sqrt(reach * reach + 2 * BrakingMPerSec2 * Math.Max(0, distanceM)) - reach;
    }
}
