using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Kitchens.Plans;

namespace RoboticsStack.Kitchens.People;

/// <summary>Puts people into a kitchen.</summary>
public static class KitchenPeople
{
    public const int MaxCount = 4;

    /// <summary>Between two places, metres: less is no walk.</summary>
    private const double ShortestWalkM = 0.8;
    private const double LookEveryM = 0.05;
    private const int Places = 40;
    private const int Walks = 120;

    /// <summary>The kitchen with these people in it.</summary>
    public static Kitchen With(this Kitchen kitchen, IReadOnlyList<PersonSpec> people) => people.Count == 0 ? kitchen : kitchen with
    {
        People = [.. kitchen.People, .. people],
        Bodies = [.. kitchen.Bodies, .. people.SelectMany(PersonBody.Describe)],
    };

    /// <summary>The kitchen with people who go about in it, now here, now there; they look where they go.</summary>
    /// <exception cref="UserErrorException">More than <see cref="MaxCount"/>, or the flat has no room for anybody to walk.</exception>
    public static Kitchen WithWalkers(this Kitchen kitchen, int count)
    {
        if (count is < 0 or > MaxCount)
        {
            throw new UserErrorException($"{count} people do not fit into a kitchen: give 0 to {MaxCount}.");
        }
        return kitchen.With([.. Enumerable.Range(0, count).Select(n => Walker(kitchen, n))]);
    }

    private static PersonSpec Walker(Kitchen kitchen, int index)
    {
        RandomStream random = RandomStream.For(kitchen.Seed, $"people/{index}");
        PlanPoint robot = new(kitchen.RobotStart.X, kitchen.RobotStart.Y);
        DriveMap floor = new(kitchen.Plan, robot);
        List<PlanPoint> places = [];
        for (int attempt = 0; attempt < 100 * Places && places.Count < Places; attempt++)
        {
            PlanPoint place = new(random.Uniform(kitchen.Bounds.MinX, kitchen.Bounds.MaxX), random.Uniform(kitchen.Bounds.MinY, kitchen.Bounds.MaxY));
            if (floor.IsReachable(place))
            {
                places.Add(place);
            }
        }
        // Not beside the robot to begin with.
        PlanPoint at = places.Count > 0 ? places.MaxBy(place => place.DistanceTo(robot))
            : throw new UserErrorException($"Kitchen {kitchen.Seed} has no floor for a person to walk on. Run it without people.");
        Pose2 start = new(at.X, at.Y, random.Uniform(-Math.PI, Math.PI));
        List<PersonAct> acts = [];
        for (int walk = 0; walk < Walks; walk++)
        {
            List<PlanPoint> next = [.. places.Where(place => place.DistanceTo(at) >= ShortestWalkM && IsClear(floor, at, place))];
            if (next.Count > 0)
            {
                at = random.Pick(next);
                acts.Add(PersonAct.Walk(at.X, at.Y, random.Uniform(0.5, 1.6)));
            }
            if (random.Chance(0.4))
            {
                acts.Add(PersonAct.Wait(random.Uniform(1, 12)));
            }
        }
        return new PersonSpec { Name = $"person_{index}", HeightM = random.Uniform(1.55, 1.90), Start = start, Acts = acts, IsCareful = true };
    }

    private static bool IsClear(DriveMap floor, PlanPoint from, PlanPoint to)
    {
        int steps = (int)Math.Ceiling(from.DistanceTo(to) / LookEveryM);
        return Enumerable.Range(0, steps + 1).All(step =>
            floor.IsReachable(new(from.X + (to.X - from.X) * step / steps, from.Y + (to.Y - from.Y) * step / steps)));
    }
}
