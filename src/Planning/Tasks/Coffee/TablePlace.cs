using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Navigation;
using RoboticsStack.Planning.Tasks.Base;

namespace RoboticsStack.Planning.Tasks.Coffee;

/// <summary>Where on the dining table the mug is set down, and from which side.</summary>
public static class TablePlace
{
    private const double InsetM = 0.17;
    private const double FreeM = 0.14;

    /// <summary>Chooses the place that is cheapest to serve; false if none can be reached.</summary>
    public static bool TryChoose(TaskContext context) => context.Belief.Objects.Best(ObjectLabels.DiningTable) is { } table
        && context.Navigators.Any(navigator => TryChoose(context, table, navigator));

    private static bool TryChoose(TaskContext context, ObjectTrack table, Navigator navigator)
    {
        ClearanceField field = navigator.Field(context.Belief);
        TravelCosts costs = navigator.Planner.CostsFrom(field, context.Belief.BaseInMap);
        double bestScore = double.PositiveInfinity;
        foreach ((Vec3 place, double heading) in Candidates(table))
        {
            bool isFree = context.Belief.Objects.Confirmed.All(o => o.IsHeld || !ObjectLabels.IsSmall(o.Label) || (o.PositionInMap - place).HorizontalLength > FreeM + o.RadiusM);
            if (!isFree)
            {
                continue;
            }
            IReadOnlyList<StandCandidate> stands = navigator.Stands.Find(field, costs, StandFor(place, heading));
            if (stands.Count > 0 && stands[0].Score < bestScore)
            {
                bestScore = stands[0].Score;
                context.PlaceInMap = place;
                context.PlaceHeadingRad = heading;
            }
        }
        return double.IsFinite(bestScore);
    }

    public static StandRequest StandFor(Vec3 place, double headingRad) => new()
    {
        TargetInMap = place + new Vec3(0, 0, 0.05),
        HeadingsRad = [headingRad],
        HeadingSlackRad = 0.35,
        HeightOverArmBaseM = 0.28,
        ReachM = 0.64,
    };

    /// <summary>Points a little inside each edge, with the heading that looks in over it.</summary>
    private static IEnumerable<(Vec3 Place, double HeadingRad)> Candidates(ObjectTrack table)
    {
        Quat orientation = Quat.FromYaw(table.YawRad);
        double halfX = Math.Max(table.ExtentM.X / 2, 0.3);
        double halfY = Math.Max(table.ExtentM.Y / 2, 0.3);
        foreach (double share in new[] { 0.0, -0.5, 0.5 })
        {
            for (int side = -1; side <= 1; side += 2)
            {
                Vec3 onLongSide = new(share * halfX, side * (halfY - InsetM), 0);
                yield return (table.PositionInMap + orientation.Rotate(onLongSide), Angle.Wrap(table.YawRad - side * Math.PI / 2));
                Vec3 onShortSide = new(side * (halfX - InsetM), share * halfY, 0);
                yield return (table.PositionInMap + orientation.Rotate(onShortSide), Angle.Wrap(table.YawRad + (side > 0 ? Math.PI : 0)));
            }
        }
    }
}
