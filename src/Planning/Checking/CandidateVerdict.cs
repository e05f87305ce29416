using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Planning.Checking;

public enum VetoReason
{
    None,

    /// <summary>The arm cannot follow: out of reach, at a joint limit or at a singularity.</summary>
    Limits,
    ContactForce,

    /// <summary>Too near to a neighbour.</summary>
    Clearance,
    Tipping,
    Dropping,
    Spilling,

    /// <summary>The simulation broke down: a violent plan, or a perceived state that cannot be.</summary>
    Unstable,
}

/// <summary>What physics says about one plan.</summary>
public sealed record CandidateVerdict
{
    /// <summary>The first reason met; the rollout ends there.</summary>
    public required VetoReason Veto { get; init; }

    /// <summary>When the veto struck, seconds into the plan; the whole plan if there was none.</summary>
    public required double RolledOutSec { get; init; }

    /// <summary>Smallest distance of the robot (hand, fingers, arm) from neighbours and furniture; infinite if there are none.</summary>
    public required double MinClearanceM { get; init; }
    public required double PeakContactForceN { get; init; }

    /// <summary>What <see cref="PeakContactForceN"/> may not exceed.</summary>
    public required double ContactForceLimitN { get; init; }
    public required double MaxTiltRad { get; init; }

    /// <summary>Farthest that a held vessel moved in the hand.</summary>
    public required double MaxSlipM { get; init; }

    /// <summary>Largest angle between the vessel's axis and apparent gravity; 0 for an empty one.</summary>
    public required double MaxSpillAngleRad { get; init; }

    /// <summary>Farthest that the commanded gripper left the plan's path while the arm's kinematics held it back.</summary>
    public required double MaxReachErrorM { get; init; }

    /// <summary>What was vetoed, for people: which part of the robot on what; empty if there was no veto.</summary>
    public string Offender { get; init; } = "";

    /// <summary>[steps · probes], in the layout of the world model's probes; NaN where the check does not tell.</summary>
    public required IReadOnlyList<float> Probes { get; init; }

    /// <summary>Gripper in arm_base after each step.</summary>
    public required IReadOnlyList<Vec3> GripperPath { get; init; }

    /// <summary>Root mean square distance between what the latent model and what physics expected of the object's and the goal's position, metres.</summary>
    public double LatentPhysicsDistanceM { get; init; } = double.NaN;

    /// <summary>The verdict where no rollout was possible.</summary>
    internal static CandidateVerdict Unfounded { get; } = new()
    {
        Veto = VetoReason.Unstable,
        RolledOutSec = 0,
        MinClearanceM = double.NaN,
        PeakContactForceN = double.NaN,
        ContactForceLimitN = double.NaN,
        MaxTiltRad = double.NaN,
        MaxSlipM = double.NaN,
        MaxSpillAngleRad = double.NaN,
        MaxReachErrorM = double.NaN,
        Probes = [],
        GripperPath = [],
    };

    public bool IsVetoed => Veto != VetoReason.None;
}
