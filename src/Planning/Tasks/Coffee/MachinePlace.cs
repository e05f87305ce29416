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

    /// <summary>
    /// Whether a mug is believed to stand where one was set down. If the track of the mug that was brought is gone (under the machine's head it is
    /// hidden for long, and what is seen there later begins a track of its own), the mug that stands there is it.
    /// </summary>
    public static bool MugStandsThere(TaskContext context)
    {
        if (context.Mug is null && context.Belief.Objects.ConfirmedOf(ObjectLabels.Mug).Where(mug => StandsThere(mug, context))
            .MinBy(mug => OffPlaceM(mug, context)) is { } found)
        {
            context.MugId = found.Id;
        }
        return context.Mug is { } chosen && StandsThere(chosen, context);
    }

    private static bool StandsThere(ObjectTrack mug, TaskContext context) => mug is { IsHeld: false, IsUpright: true } && OffPlaceM(mug, context) < 0.05;

    private static double OffPlaceM(ObjectTrack mug, TaskContext context) => (mug.PositionInMap - context.PlaceInMap).HorizontalLength;

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
