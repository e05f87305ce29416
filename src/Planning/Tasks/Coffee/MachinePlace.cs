using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Navigation;

namespace RoboticsStack.Planning.Tasks.Coffee;

/// <summary>The coffee machine as the task needs it: its place for the mug, its button, its lamp.</summary>
public static class MachinePlace
{
    public const int Brewing = 1;
    public const int Finished = 2;

    public static ObjectTrack? Machine(TaskContext context) => context.Belief.Objects.Best(ObjectLabels.CoffeeMachine);

    /// <summary>Heading that looks into the machine, or null when its front has not been seen.</summary>
    public static double? InwardHeading(TaskContext context)
    {
        if (Machine(context)?.Keypoint(KeypointNames.MugPlace) is not { } place)
        {
            return null;
        }
        return Angle.Wrap(Math.Atan2(place.DirectionInMap.Y, place.DirectionInMap.X) + Math.PI);
    }

    public static StandRequest? StandForMugPlace(TaskContext context) =>
        Machine(context)?.Keypoint(KeypointNames.MugPlace) is { } place && InwardHeading(context) is { } heading
            ? Stand(place.PositionInMap + new Vec3(0, 0, 0.05), heading, 0.28, 0.66)
            : null;

    public static StandRequest? StandForButton(TaskContext context) =>
        Machine(context)?.Keypoint(KeypointNames.Button) is { } button && InwardHeading(context) is { } heading
            ? Stand(button.PositionInMap, heading, 0.32, 0.62)
            : null;

    /// <summary>Takes the refined place for the mug as the goal of the next setting down.</summary>
    public static bool AimForMugPlace(TaskContext context)
    {
        if (Machine(context)?.Keypoint(KeypointNames.MugPlace) is not { } place || InwardHeading(context) is not { } heading)
        {
            return false;
        }
        context.PlaceInMap = place.PositionInMap;
        context.PlaceHeadingRad = heading;
        context.SupportInMap = place.PositionInMap.Z;
        return true;
    }

    /// <summary>Whether the mug is believed to stand where it was set down.</summary>
    public static bool MugStandsThere(TaskContext context) =>
        context.Mug is { IsHeld: false, IsUpright: true } mug && (mug.PositionInMap - context.PlaceInMap).HorizontalLength < 0.05;

    public static bool LampShows(TaskContext context, int state) => Machine(context)?.Keypoint(KeypointNames.Indicator)?.State == state;

    private static StandRequest Stand(Vec3 target, double headingRad, double heightOverArmBaseM, double reachM) => new()
    {
        TargetInMap = target,
        HeadingsRad = [headingRad],
        HeadingSlackRad = 0.18,
        HeightOverArmBaseM = heightOverArmBaseM,
        ReachM = reachM,
        MarginM = 0.02,
    };
}
