using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Robot;

/// <summary>What the safety gate holds the robot to: the robot's safety file, function by function.</summary>
public sealed record SafetySettings
{
    public required double CycleSec { get; init; }

    /// <summary>Every function with its limits, reaction, condition for letting go and source, in the file's order.</summary>
    public required IReadOnlyList<SafetyFunctionEntry> Functions { get; init; }
    public required PlanLimits Plan { get; init; }
    public required WatchdogLimits Watchdog { get; init; }
    public required MeasurementLimits Measurement { get; init; }
    public required CycleLimits Cycle { get; init; }
    public required EngagementLimits Engagement { get; init; }
    public required JointWatchLimits Joints { get; init; }
    public required WorkspaceLimits Workspace { get; init; }
    public required LeadLimits Reach { get; init; }
    public required SelfClearanceLimits SelfClearance { get; init; }
    public required ContactLimits Contact { get; init; }
    public required RecoveryLimits Recovery { get; init; }
    public required FingertipLimits Fingertips { get; init; }
    public required PadDisagreementLimits PadDisagreement { get; init; }
    public required TrackingLimits Tracking { get; init; }
    public required EmergencyStopLimits EmergencyStop { get; init; }
    public required StallLimits Stall { get; init; }
    public required SupervisedStopLimits SupervisedStop { get; init; }
    public required BaseTrackingLimits BaseTracking { get; init; }
    public required ProtectiveFieldLimits ProtectiveField { get; init; }
    public required ObstacleDistanceLimits ObstacleDistance { get; init; }
    public required CartesianLimits Cartesian { get; init; }
    public required GentleLimits Gentle { get; init; }
    public required PersonSeparationLimits PersonSeparation { get; init; }
    public required PowerAndForceLimits PowerAndForce { get; init; }
    public required HardwareSettings Hardware { get; init; }
}

public sealed record PlanLimits
{
    /// <summary>How far ahead a waypoint or an expiry may lie.</summary>
    public required double MaxAheadSec { get; init; }
    public required double MaxObservationAgeSec { get; init; }
}

public sealed record WatchdogLimits
{
    /// <summary>Without a plan or a heartbeat.</summary>
    public required double PlanSilenceSec { get; init; }

    /// <summary>Between two heartbeats of a brain.</summary>
    public required double HeartbeatPeriodSec { get; init; }

    /// <summary>Without a heartbeat, once they have been seen to come quickly: from here on the robot slows.</summary>
    public required double HeartbeatSlowSec { get; init; }

    /// <summary>Without a heartbeat, once they have been seen to come quickly: here the robot stops.</summary>
    public required double HeartbeatSilenceSec { get; init; }
}

public sealed record MeasurementLimits
{
    public required double MaxAgeSec { get; init; }
}

public sealed record CycleLimits
{
    /// <summary>Time between two cycles from which on the later one counts as late.</summary>
    public required double LateSec { get; init; }

    /// <summary>Time that the loop may lose to cycles that did not run: what it loses, less <see cref="SpareShare"/> of all time.</summary>
    public required double LostSec { get; init; }

    /// <summary>Share of its cycles that the loop can do without for good.</summary>
    public required double SpareShare { get; init; }
}

public sealed record EngagementLimits
{
    /// <summary>Between command and measurement.</summary>
    public required double ToleranceRad { get; init; }

    /// <summary>For which they must agree.</summary>
    public required double TimeSec { get; init; }
    public required double TimeoutSec { get; init; }

    /// <summary>From engagement until all speeds are allowed.</summary>
    public required double RampSec { get; init; }
}

/// <summary>What measured joints may do beyond the arm's own limits.</summary>
public sealed record JointWatchLimits
{
    public required double OvertravelRad { get; init; }

    /// <summary>Share of the velocity limit.</summary>
    public required double Overspeed { get; init; }
}

/// <summary>Box for the gripper, arm_base.</summary>
public sealed record WorkspaceLimits
{
    public required Vec3 Low { get; init; }
    public required Vec3 High { get; init; }
}

/// <summary>How far the gripper setpoint may lead the joints before it waits for them.</summary>
public sealed record LeadLimits
{
    public required double LeadM { get; init; }
    public required double LeadRad { get; init; }
}

public sealed record SelfClearanceLimits
{
    public required double DistanceM { get; init; }

    /// <summary>Width of the zone before it in which the arm comes nearer more slowly: at the Cartesian limit where it begins, not at all where it ends.</summary>
    public required double SlowZoneM { get; init; }
}

public sealed record ContactLimits
{
    /// <summary>Above it the arm holds and backs off, until the force is below <see cref="WristForceReleaseN"/>.</summary>
    public required double WristForceN { get; init; }
    public required double WristForceReleaseN { get; init; }

    /// <summary>Above it the robot stops; see <see cref="RecoveryLimits"/> for how it goes on.</summary>
    public required double WristForceStopN { get; init; }

    /// <summary>From here on the power goes at once: drives by themselves stop sooner than a gate brakes, and drive on nothing that resists.</summary>
    public required double WristForcePowerN { get; init; }
    public required double BackOffSpeedMPerSec { get; init; }
}

public sealed record RecoveryLimits
{
    /// <summary>At rest for so long after a contact stop, the gate begins to recover by itself.</summary>
    public required double RestSec { get; init; }

    /// <summary>How often it may before a person has to engage it again; 0: never.</summary>
    public required int Times { get; init; }
}

/// <summary>How hard fingertips may press.</summary>
public sealed record FingertipLimits
{
    /// <summary>On one pad.</summary>
    public required double PadForceN { get; init; }

    /// <summary>On one cell.</summary>
    public required double CellForceN { get; init; }

    /// <summary>The lowest cap on one pad that a plan may ask for.</summary>
    public required double LeastCapN { get; init; }
}

/// <summary>When fingers hold something, and how much of their force a pad then has to feel.</summary>
public sealed record PadDisagreementLimits
{
    /// <summary>Of the fingers' motors, from which on they press.</summary>
    public required double GripForceN { get; init; }

    /// <summary>Of that force, which the pad that feels more has to show.</summary>
    public required double Share { get; init; }
    public required double TimeSec { get; init; }

    /// <summary>Fingers slower than this have come to rest.</summary>
    public required double StillMPerSec { get; init; }

    /// <summary>So near to an end of their way they may press against the end.</summary>
    public required double EndM { get; init; }
}

public sealed record EmergencyStopLimits
{
    /// <summary>Of IEC 60204-1: 0 takes the power at once and leaves the rest to the brakes, 1 brakes and takes the power at rest.</summary>
    public required int Category { get; init; }
}

/// <summary>Between command and measurement of a joint.</summary>
public sealed record TrackingLimits
{
    public required double SlowRad { get; init; }

    /// <summary>By so much a joint may come after a moving setpoint, besides.</summary>
    public required double LagSec { get; init; }

    /// <summary>Above <see cref="SlowRad"/> for so long is as bad as above <see cref="StopRad"/>.</summary>
    public required double TimeSec { get; init; }
    public required double StopRad { get; init; }
}

public sealed record StallLimits
{
    /// <summary>Share of the torque limit at which a joint that does not turn counts as stalled.</summary>
    public required double TorqueShare { get; init; }
    public required double TimeSec { get; init; }
}

/// <summary>Measured speeds, against commanded ones, up to which a stopped robot counts as at rest.</summary>
public sealed record SupervisedStopLimits
{
    /// <summary>Of IEC 60204-1, for all controlled stops: as with the emergency stop, and 2 brakes and keeps the power.</summary>
    public required int Category { get; init; }

    /// <summary>In which a controlled stop has to come to rest.</summary>
    public required double TimeSec { get; init; }
    public required double JointRadPerSec { get; init; }
    public required double LiftMPerSec { get; init; }
    public required double BaseMPerSec { get; init; }

    /// <summary>Of the base about its vertical axis.</summary>
    public required double TurnRadPerSec { get; init; }

    /// <summary>So many times those speeds are borne once the robot has come to rest: someone may touch it.</summary>
    public required double AtRestFactor { get; init; }

    /// <summary>Between a joint and its setpoint, at most.</summary>
    public required double StrainRad { get; init; }
}

/// <summary>Between commanded and measured velocity of the base.</summary>
public sealed record BaseTrackingLimits
{
    public required double SpeedMPerSec { get; init; }
    public required double YawRateRadPerSec { get; init; }
    public required double TimeSec { get; init; }

    /// <summary>So far the wheels may be from where the commands of the last <see cref="MemorySec"/> or so would have them.</summary>
    public required double LagM { get; init; }
    public required double MemorySec { get; init; }
}

/// <summary>Of the gripper in arm_base.</summary>
public sealed record CartesianLimits
{
    public required double SpeedMPerSec { get; init; }
    public required double AccelerationMPerSec2 { get; init; }
    public required double AngularSpeedRadPerSec { get; init; }
    public required double AngularAccelerationRadPerSec2 { get; init; }
    public required double StopAccelerationMPerSec2 { get; init; }

    /// <summary>Measured above the limit by this much, the robot slows down; by the other, it stops.</summary>
    public required double SlowToleranceMPerSec { get; init; }
    public required double StopToleranceMPerSec { get; init; }
}

/// <summary>In force while a plan says that the vessel carried is full.</summary>
public sealed record GentleLimits
{
    public required double GripperSpeedMPerSec { get; init; }
    public required double GripperAccelerationMPerSec2 { get; init; }
    public required double BaseSpeedMPerSec { get; init; }
    public required double BaseAccelerationMPerSec2 { get; init; }
    public required double YawRateRadPerSec { get; init; }
    public required double StopAccelerationMPerSec2 { get; init; }

    /// <summary>Of the hand over the floor, as arm, lift and base move it together, evened out over <see cref="FilterSec"/>.</summary>
    public required double HandAccelerationMPerSec2 { get; init; }
    public required double FilterSec { get; init; }

    /// <summary>Of the hand against how it was when the vessel became full.</summary>
    public required double TiltRad { get; init; }
}
