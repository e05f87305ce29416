namespace RoboticsStack.Models;

/// <summary>
/// One 0.1 s step of the gripper's setpoint: five values in [-1, 1], here with what 1 stands for. Translation and yaw are in the level gripper
/// frame at the start of the step.
/// </summary>
public static class ActionScale
{
    public const int Size = 5;
    public const double StepSeconds = 0.1;

    /// <summary>Offset of dx, dy, dz.</summary>
    public const int Translation = 0;
    public const int Yaw = 3;
    public const int GripperWidth = 4;

    /// <summary>Metres per step for dx, dy, dz of 1 (0.25 m/s).</summary>
    public const double MetresPerStep = 0.025;

    /// <summary>Radians per step for dyaw of 1 (1.2 rad/s).</summary>
    public const double RadiansPerStep = 0.12;

    /// <summary>Metres of gripper width per step for a width change of 1 (0.2 m/s), positive opening.</summary>
    public const double GripperMetresPerStep = 0.02;

    /// <summary>Physical value of 1 for each action dimension.</summary>
    public static IReadOnlyList<double> PerStep { get; } =
        [MetresPerStep, MetresPerStep, MetresPerStep, RadiansPerStep, GripperMetresPerStep];
}
