using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>Two or three of a bowling ball, a tennis ball and a yoga ball, one upon the other in any order. It falls. Impossible: it stands.</summary>
internal sealed class StackOfBalls : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Support;

    public override double Weight => 3;

    public override Script Draw(RandomStream random)
    {
        ThingClass[] order = [ThingClass.BowlingBall, ThingClass.TennisBall, ThingClass.YogaBall];
        random.Shuffle(order.AsSpan());
        int count = random.Chance(0.75) ? 3 : 2;
        Stage stage = Props.Stage(random, onCounter: order.Take(count).Contains(ThingClass.YogaBall) ? false : null);
        return new(stage, Stack.Draw(stage, order.Take(count), random, _ => Stack.Around(random, random.Uniform(0.004, 0.012))));
    }

    public override Violation? Violate(Clip clip, RandomStream random) => Stack.Stands(clip, 1 + random.Index(3));
}

/// <summary>A box, or a ball, half over the edge of a box below. It falls. Impossible: it stands.</summary>
internal sealed class Overhanging : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Support;

    public override Script Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        ThingClass[] order = [ThingClass.Crate, random.Pick([ThingClass.ToyBlock, ThingClass.BowlingBall, ThingClass.ToyBall])];
        int side = Props.Side(random);
        return new(stage, Stack.Draw(stage, order, random, below => new(side * (below.HalfExtentM.X + random.Uniform(0.015, 0.04)), random.Uniform(-0.02, 0.02), 0)));
    }

    public override Violation? Violate(Clip clip, RandomStream random) => Stack.Stands(clip, 1);
}

/// <summary>Well stacked: it stands. Impossible: the upper thing goes down by itself.</summary>
internal sealed class WellStacked : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Support;

    public override double Weight => 4;

    public override Script Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        ThingClass top = random.Pick([ThingClass.ToyBlock, ThingClass.BowlingBall, ThingClass.ToyBall, ThingClass.TennisBall]);
        ThingClass[] order = random.Chance(0.3) && top != ThingClass.ToyBlock ? [ThingClass.Crate, ThingClass.ToyBlock, top] : [ThingClass.Crate, top];
        return new(stage, Stack.Draw(stage, order, random, below => Stack.Around(random, random.Uniform(0, 0.4) * below.HalfExtentM.X)));
    }

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        int top = clip.Script.Things.Count - 1, frame = 4 + random.Index(12);
        if (clip.Truth[^1][top].Pose.Position.DistanceTo(clip.Truth[0][top].Pose.Position) > 0.01 || !clip.IsInView(top, 0, 3))
        {
            return null;
        }
        Thing thing = clip.Script.Things[top];
        double speed = Props.Side(random) * random.Uniform(0.35, 0.6);
        return new("goes down by itself", frame, edit =>
        {
            // Moved along until it is well over the edge; then it falls as things do.
            if (edit.StepsSince * edit.World.TimestepSec * Math.Abs(speed) < 0.2 + thing.HalfExtentM.X)
            {
                Pose pose = edit.World.GetPose(edit.Things[top]);
                double z = Math.Min(edit.World.GetVelocity(edit.Things[top]).Linear.Z, 0);
                edit.Place(top, pose, thing.Rolling(new(speed, 0, 0)) with { Linear = new(speed, 0, z) });
            }
        });
    }
}

/// <summary>Things one upon the other.</summary>
internal static class Stack
{
    /// <param name="offset">Of each from the one below, by that one.</param>
    public static IReadOnlyList<Thing> Draw(Stage stage, IEnumerable<ThingClass> order, RandomStream random, Func<Thing, Vec3> offset)
    {
        List<Thing> things = [];
        Vec3 at = new(random.Uniform(-0.5, 0.5), random.Uniform(-0.05, 0.15), stage.GroundM);
        foreach (ThingClass kind in order)
        {
            Thing thing = Thing.Draw(kind, random);
            at += things.Count == 0 ? Vec3.Zero : offset(things[^1]);
            things.Add(thing.At(at + new Vec3(0, 0, thing.HalfHeightM + 0.0003)));
            at += new Vec3(0, 0, 2 * thing.HalfHeightM + 0.0003);
        }
        return things;
    }

    public static Vec3 Around(RandomStream random, double distance)
    {
        double angle = random.Uniform(0, 2 * Math.PI);
        return new(distance * Math.Cos(angle), distance * Math.Sin(angle), 0);
    }

    /// <summary>Everything stays where it is from a frame on; null for a clip in which it would have stood anyway.</summary>
    public static Violation? Stands(Clip clip, int frame)
    {
        int top = clip.Script.Things.Count - 1;
        double falls = clip.Truth[0][top].Pose.Position.Z - clip.Truth[Clip.Frames - 6][top].Pose.Position.Z;
        bool hasBegun = clip.Truth[0][top].Pose.Position.DistanceTo(clip.Truth[frame][top].Pose.Position) > 0.05;
        return falls < 0.05 || hasBegun || !clip.IsInView(top, 0, 2) ? null : new("stands", frame, edit =>
        {
            for (int i = 0; i < edit.Things.Count; i++)
            {
                edit.Place(i, clip.Truth[frame][i].Pose);
            }
        });
    }
}
