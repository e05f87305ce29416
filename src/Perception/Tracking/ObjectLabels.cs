namespace RoboticsStack.Perception;

/// <summary>Labels that detections carry.</summary>
public static class ObjectLabels
{
    public const string Mug = "mug";
    public const string CoffeeMachine = "coffee_machine";
    public const string DiningTable = "dining_table";
    public const string Clutter = "clutter";

    /// <summary>Small things on a surface get mistaken for one another; a machine or a table does not.</summary>
    public static bool CanBeConfused(string a, string b) => a == b || (IsSmall(a) && IsSmall(b));

    public static bool IsSmall(string label) => label is not (CoffeeMachine or DiningTable);
}

/// <summary>Names of keypoints on a machine.</summary>
public static class KeypointNames
{
    public const string Button = "button";
    public const string MugPlace = "mug_place";
    public const string Indicator = "indicator";
}
