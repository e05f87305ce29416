using RoboticsStack.Core.Geometry;
using RoboticsStack.Perception;
using RoboticsStack.Planning.Navigation;
using RoboticsStack.Planning.Tasks.Base;

namespace RoboticsStack.Planning.Tasks.Coffee;

/// <summary>Which mug to take and from where.</summary>
public static class MugChoice
{
    private const double CrowdedM = 0.16;
    private const double AvoidWithinM = 0.6;

    /// <summary>Chooses the mug that is cheapest to get at; false if there is none left.</summary>
    public static bool TryChoose(TaskContext context)
    {
        Navigator navigator = context.Navigator;
        ClearanceField field = navigator.Field(context.Belief);
        TravelCosts costs = navigator.Planner.CostsFrom(field, context.Belief.BaseInMap);
        ObjectTrack? best = null;
        double bestCost = double.PositiveInfinity;
        foreach (ObjectTrack mug in context.Belief.Objects.ConfirmedOf(ObjectLabels.Mug))
        {
            if (context.GivenUpMugs.Contains(mug.Id) || !mug.IsUpright || mug.PositionInMap.Z < 0.4)
            {
                continue;
            }
            IReadOnlyList<StandCandidate> stands = navigator.Stands.Find(field, costs, StandFor(mug, context.Belief));
            if (stands.Count == 0)
            {
                continue;
            }
            int crowd = context.Belief.Objects.Confirmed.Count(o => o.Id != mug.Id && ObjectLabels.IsSmall(o.Label) && o.PositionInMap.DistanceTo(mug.PositionInMap) < CrowdedM);
            double cost = stands[0].TravelM + 1.5 * crowd + 10 * Math.Max(0, mug.RadiusM - 0.05) + 3 * stands[0].Score;
            if (cost < bestCost)
            {
                (best, bestCost) = (mug, cost);
            }
        }
        context.MugId = best?.Id;
        context.SupportInMap = best?.PositionInMap.Z;
        context.PreferredTurnRad = 0;
        return best is not null;
    }

    public static StandRequest StandFor(ObjectTrack mug, WorldBelief belief) => new()
    {
        TargetInMap = mug.PositionInMap + new Vec3(0, 0, 0.05),
        HeightOverArmBaseM = 0.28,
        ReachM = 0.67,
        ReachSlackM = 0.06,
        Avoid = [.. belief.Objects.Confirmed
            .Where(o => o.Id != mug.Id && ObjectLabels.IsSmall(o.Label) && o.PositionInMap.DistanceTo(mug.PositionInMap) < AvoidWithinM)
            .Select(o => (o.PositionInMap, o.RadiusM))],
    };

    public static bool GiveUp(TaskContext context)
    {
        if (context.MugId is { } id)
        {
            context.GivenUpMugs.Add(id);
        }
        context.MugId = null;
        return true;
    }
}
