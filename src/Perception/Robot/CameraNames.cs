namespace RoboticsStack.Perception;

/// <summary>Names that camera messages carry.</summary>
public static class CameraNames
{
    public const string Head = "head";
    public const string Wrist = "wrist";
}
