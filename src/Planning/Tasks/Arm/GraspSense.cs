using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Tasks.Arm;

/// <summary>What the fingers feel, from pads and opening alone.</summary>
public static class GraspSense
{
    /// <summary>Less than this on a pad is noise or a brush.</summary>
    public const double HoldForceN = 1.0;

    /// <summary>Fingers closer than this have nothing between them.</summary>
    public const double EmptyWidthM = 0.025;

    public static bool IsHolding(RobotStateBelief robot) =>
        robot.LeftPad.ForceN > HoldForceN && robot.RightPad.ForceN > HoldForceN && robot.GripperWidthM > EmptyWidthM;

    public static bool FeelsNothing(RobotStateBelief robot) => robot.LeftPad.ForceN < 0.5 && robot.RightPad.ForceN < 0.5;
}
