namespace RoboticsStack.Models;

/// <summary>
/// What is decoded from a latent, in SI units, <see cref="Size"/> values. People and objectives read these; the latent itself never
/// learns from them (they sit behind a stop-gradient). In a data set a label that is not known in a frame is NaN and is left out of the loss.
/// </summary>
public static class ProbeLayout
{
    public const int Version = 1;

    /// <summary>Object's position in the gripper frame, x, y, z (m).</summary>
    public const int ObjectPosition = 0;
    /// <summary>x, y of the object's up axis in the gripper frame.</summary>
    public const int ObjectTilt = 3;
    /// <summary>Goal frame's position in the gripper frame, x, y, z (m).</summary>
    public const int GoalPosition = 5;
    /// <summary>sin, cos of the goal's yaw relative to the gripper.</summary>
    public const int GoalYawSinCos = 8;
    /// <summary>Object's position in the goal frame, x, y, z (m).</summary>
    public const int ObjectInGoal = 10;
    /// <summary>m.</summary>
    public const int GripperWidth = 13;
    /// <summary>Sum over the left pad, N.</summary>
    public const int PadForceLeft = 14;
    /// <summary>Sum over the right pad, N.</summary>
    public const int PadForceRight = 15;
    /// <summary>Wrist force in the gripper frame, x, y, z (N).</summary>
    public const int WristForce = 16;
    /// <summary>Probability that the object is held; as a label 0 or 1.</summary>
    public const int Held = 19;
    /// <summary>Height of the object's bottom above what it would rest on, m.</summary>
    public const int ObjectHeightAboveSupport = 20;
    /// <summary>How far the button is pressed, m.</summary>
    public const int ButtonTravel = 21;
    /// <summary>Speed of the gripper's tip, m/s.</summary>
    public const int TipSpeed = 22;
    /// <summary>Angle between the vessel's axis and apparent gravity (gravity minus acceleration), rad.</summary>
    public const int SpillRisk = 23;

    public const int Size = 24;

    /// <summary>Groups in order; every value belongs to exactly one.</summary>
    public static IReadOnlyList<Segment> Groups { get; } =
    [
        new("objectPosition", ObjectPosition, 3),
        new("objectTilt", ObjectTilt, 2),
        new("goalPosition", GoalPosition, 3),
        new("goalYaw", GoalYawSinCos, 2),
        new("objectInGoal", ObjectInGoal, 3),
        new("gripperWidth", GripperWidth, 1),
        new("padForceLeft", PadForceLeft, 1),
        new("padForceRight", PadForceRight, 1),
        new("wristForce", WristForce, 3),
        new("held", Held, 1),
        new("objectHeightAboveSupport", ObjectHeightAboveSupport, 1),
        new("buttonTravel", ButtonTravel, 1),
        new("tipSpeed", TipSpeed, 1),
        new("spillRisk", SpillRisk, 1),
    ];
}
