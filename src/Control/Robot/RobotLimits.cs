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

    /// <summary>Share of <see cref="OperatingVelocity"/> that all joints can lose in a second, 1/s: as fast as the fastest of them can brake.</summary>
    public double BrakingSharePerSec
    {
        get
        {
            double fastest = 0;
            foreach (double velocity in OperatingVelocity)
            {
                fastest = Math.Max(fastest, velocity);
            }
            return MaxAcceleration / fastest;
        }
    }

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

    /// <summary>Of the foam over all that neither lift nor arm moves, inside its outline; 0 for none.</summary>
    public required double PaddingThicknessM { get; init; }
    public required double PaddingStiffnessNPerM { get; init; }

    /// <summary>Of the whole robot's mass against that foam, 1 critical.</summary>
    public required double PaddingDampingRatio { get; init; }
}
