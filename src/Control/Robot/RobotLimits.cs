using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Control.Robot;

/// <summary>Names of the frames (links) that the stack speaks of.</summary>
public sealed record RobotFrames
{
    public required string Base { get; init; }
    public required string ArmBase { get; init; }
    public required string Gripper { get; init; }
    public required string WristCamera { get; init; }
    public required string HeadCamera { get; init; }
    public required string Lidar { get; init; }
    public required string Imu { get; init; }
}

/// <summary>
/// Limits of the arm, joint by joint (rad, rad/s, rad/s², rad/s³, Nm). The velocity limit depends on position:
/// upper = min(max, max(0, −offset + √(max(0, slope·(edgeHigh − q))))), lower mirrored about edgeLow.
/// </summary>
public sealed record ArmLimits
{
    public required JointVector PositionLow { get; init; }
    public required JointVector PositionHigh { get; init; }
    public required JointVector MaxTorqueNm { get; init; }
    public required JointVector MaxVelocity { get; init; }
    public required JointVector VelocityOffset { get; init; }
    public required JointVector VelocitySlope { get; init; }
    public required JointVector VelocityEdgeLow { get; init; }
    public required JointVector VelocityEdgeHigh { get; init; }
    public required double MaxAcceleration { get; init; }
    public required double MaxJerk { get; init; }

    /// <summary>Of each drive's rotor, seen at the joint, kg·m².</summary>
    public required double RotorInertiaKgM2 { get; init; }

    /// <summary>What the stack uses of <see cref="MaxVelocity"/>.</summary>
    public required JointVector OperatingVelocity { get; init; }

    /// <summary>Level gripper in the middle of the workspace; the posture that redundancy is resolved towards.</summary>
    public required JointVector NominalPosture { get; init; }

    /// <summary>Compact over the base, for driving.</summary>
    public required JointVector StowPosture { get; init; }

    /// <summary>The fastest joint <paramref name="joint"/> may move upwards (rad/s, ≥ 0) at position <paramref name="q"/>.</summary>
    public double UpperVelocity(int joint, double q) =>
        Math.Min(MaxVelocity[joint], Envelope(joint, VelocityEdgeHigh[joint] - q));

    /// <summary>The fastest it may move downwards (rad/s, ≤ 0).</summary>
    public double LowerVelocity(int joint, double q) =>
        -Math.Min(MaxVelocity[joint], Envelope(joint, q - VelocityEdgeLow[joint]));

    private double Envelope(int joint, double distance) =>
        Math.Max(0, Math.Sqrt(Math.Max(0, VelocitySlope[joint] * distance)) - VelocityOffset[joint]);
}

public sealed record GripperLimits
{
    public required double MaxWidthM { get; init; }
    public required double MaxSpeedMPerSec { get; init; }
    public required double MaxForceN { get; init; }
    public required int PadRows { get; init; }
    public required int PadColumns { get; init; }
    public required double PadCellM { get; init; }
}

public sealed record LiftLimits
{
    public required double LowM { get; init; }
    public required double HighM { get; init; }
    public required double MaxVelocityMPerSec { get; init; }
    public required double MaxAccelerationMPerSec2 { get; init; }
    public required double MaxJerkMPerSec3 { get; init; }
}

public sealed record BaseLimits
{
    public required double RadiusM { get; init; }
    public required double HeightM { get; init; }
    public required double MaxSpeedMPerSec { get; init; }
    public required double MaxYawRateRadPerSec { get; init; }
    public required double MaxAccelerationMPerSec2 { get; init; }
    public required double MaxYawAccelerationRadPerSec2 { get; init; }
    public required double StopAccelerationMPerSec2 { get; init; }
    public required double StopYawAccelerationRadPerSec2 { get; init; }
}

/// <summary>What the safety gate holds the robot to. Cartesian quantities are of the gripper in arm_base.</summary>
public sealed record SafetySettings
{
    public required double CycleSec { get; init; }
    public required double MaxGripperSpeedMPerSec { get; init; }
    public required double MaxGripperAccelerationMPerSec2 { get; init; }
    public required double MaxGripperAngularSpeedRadPerSec { get; init; }
    public required double MaxGripperAngularAccelerationRadPerSec2 { get; init; }
    public required double StopGripperAccelerationMPerSec2 { get; init; }
    public required Vec3 WorkspaceLow { get; init; }
    public required Vec3 WorkspaceHigh { get; init; }
    public required GentleLimits Gentle { get; init; }
    public required ContactLimits Contact { get; init; }
    public required MonitorSettings Monitoring { get; init; }
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
}

public sealed record ContactLimits
{
    /// <summary>Above it the arm holds and backs off, until the force is below <see cref="WristForceReleaseN"/>.</summary>
    public required double WristForceN { get; init; }
    public required double WristForceReleaseN { get; init; }

    /// <summary>Above it the robot stops; see <see cref="Recoveries"/> for how it goes on.</summary>
    public required double WristForceStopN { get; init; }
    public required double BackOffSpeedMPerSec { get; init; }

    /// <summary>At rest for so long after a contact stop, the gate begins to recover by itself.</summary>
    public required double RecoverAfterSec { get; init; }

    /// <summary>How often it may before a person has to engage it again; 0: never.</summary>
    public required int Recoveries { get; init; }
    public required double PadForceN { get; init; }
    public required double CellForceN { get; init; }
}

public sealed record MonitorSettings
{
    public required double PlanSilenceSec { get; init; }
    public required double HeartbeatSilenceSec { get; init; }
    public required double MeasurementAgeSec { get; init; }
    public required double TrackingSlowRad { get; init; }
    public required double TrackingStopRad { get; init; }
    public required double StallTorqueShare { get; init; }
    public required double StallTimeSec { get; init; }
    public required double EngageToleranceRad { get; init; }
    public required double EngageTimeSec { get; init; }
    public required double EngageTimeoutSec { get; init; }
    public required double RampTimeSec { get; init; }
    public required double MaxPlanAheadSec { get; init; }
    public required double MaxObservationAgeSec { get; init; }
    public required double SelfClearanceM { get; init; }
}
