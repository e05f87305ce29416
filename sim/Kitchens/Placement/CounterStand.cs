using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens.Plans;

namespace RoboticsStack.Kitchens.Placement;

/// <summary>Where a robot's base may stand to handle something on a counter: for data and tests, which begin with the robot in place.</summary>
public static class CounterStand
{
    /// <summary>Before the target within the arm's reach, a little aside and a little turned.</summary>
    /// <param name="targetInMap">What is to be handled.</param>
    /// <param name="inward">From the base towards the target.</param>
    /// <param name="random">Draws distance, offset and turn.</param>
    public static Pose2 Before(Vec3 targetInMap, Heading inward, RandomStream random)
    {
        double away = 0.12 + random.Uniform(0.61, 0.74);
        double aside = random.Uniform(-0.10, 0.10);
        return new Pose2(
            targetInMap.X - away * inward.X + aside * inward.Y,
            targetInMap.Y - away * inward.Y - aside * inward.X,
            Angle.Wrap(inward.YawRad + random.Uniform(-0.15, 0.15)));
    }

    /// <summary>Whether a round base fits there without touching walls or furniture.</summary>
    public static bool IsFree(Kitchen kitchen, Pose2 pose, double radiusM)
    {
        const double MarginM = 0.02;
        PlanRect room = kitchen.Bounds;
        double keep = radiusM + MarginM;
        return pose.X - keep > room.MinX && pose.X + keep < room.MaxX && pose.Y - keep > room.MinY && pose.Y + keep < room.MaxY
            && kitchen.Plan.Items.All(item =>
            {
                double dx = Math.Max(Math.Max(item.Rect.MinX - pose.X, pose.X - item.Rect.MaxX), 0);
                double dy = Math.Max(Math.Max(item.Rect.MinY - pose.Y, pose.Y - item.Rect.MaxY), 0);
                return dx * dx + dy * dy > keep * keep;
            });
    }
}
