using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>
/// A screen goes up and down again before a place at which a thing lies, or another one, or none. Crossed while it is hidden: what was there is gone, or is another thing, or something is there
/// that was not.
/// </summary>
internal sealed class RisingScreen : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Permanence;

    public override Twins Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        ThingClass[] classes = [.. Props.Small];
        random.Shuffle(classes.AsSpan());
        Thing one = Thing.Draw(classes[0], random), other = Thing.Draw(classes[1], random), larger = one.HalfHeightM > other.HalfHeightM ? one : other;
        double x = random.Uniform(-0.5, 0.5), y = random.Uniform(-0.1, 0.2);
        double half = Math.Max(one.HalfExtentM.X, other.HalfExtentM.X) * 1.5 + random.Uniform(0.05, 0.15), up = random.Uniform(0.4, 0.7);
        Extent space = Props.Around(larger, Props.On(stage, larger, x, y), half, random.Uniform(0.04, 0.1));
        stage = stage with { Screens = [Props.Hiding(stage, random, space with { NearY = y - 0.14, FarY = y + 0.14 }, Props.UpBetween(up, random.Uniform(1.6, 2.2)))] };
        IEnumerable<Thing> bystander = [.. Props.Bystander(stage, random, x + (x > 0 ? -1 : 1) * random.Uniform(0.5, 0.7), y, classes[0], classes[1])];
        Thing Placed(Thing thing) => thing.At(Props.On(stage, thing, x, y));
        Thing[] second = random.Chance(0.5) ? [one.Absent(0), Placed(other)] : [one.Absent(0), other.Absent(1)];
        return new(new(stage, [Placed(one), other.Absent(1), .. bystander]), new(stage, [.. second, .. bystander]));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        Screen screen = first.Script.Stage.Screens[0];
        int frame = (int)Math.Round(random.Uniform(screen.Heights[1].AtSec + 0.2, screen.Heights[2].AtSec - 0.1) / Clip.FrameSec);
        bool isExchange = !second.Script.Things[1].IsAbsent;
        bool Shows(Clip clip, int thing) => clip.IsInView(thing, 0, 2) && clip.IsInView(thing, Clip.Frames - 3, Clip.Frames - 1) && clip.IsHidden(thing, frame - 1, frame);
        return !Shows(first, 0) || (isExchange && !Shows(second, 1)) ? null
            : isExchange ? new(frame, Clip.Frames, "is another thing", "is another thing")
            : new(frame, Clip.Frames, "is gone", "comes from nowhere");
    }
}

/// <summary>A ball rolls behind a screen and comes out, or there is none. Crossed while it is hidden: it does not come out; or none went in and one comes out.</summary>
internal sealed class RollsBehind : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Permanence;

    public override Twins Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        ThingClass kind = random.Pick(Props.SmallBalls);
        Thing ball = Thing.Draw(kind, random);
        int side = Props.Side(random);
        double y = random.Uniform(-0.1, 0.2), speed = random.Uniform(0.5, 0.8), half = speed * random.Uniform(0.35, 0.5) + ball.HalfHeightM;
        double start = -side * random.Uniform(0.65, 0.8);
        Extent space = Props.Around(ball, Props.On(stage, ball, random.Uniform(-0.1, 0.1), y), half, random.Uniform(0.04, 0.1));
        stage = stage with { Screens = [Props.Hiding(stage, random, space, Props.Up)] };
        IEnumerable<Thing> bystander = [.. Props.Bystander(stage, random, -side * random.Uniform(0.5, 0.8), Math.Min(y + 0.25, 0.28), kind)];
        return new(new(stage, [ball.At(Props.On(stage, ball, start, y), new(side * speed, 0, 0)), .. bystander]), new(stage, [ball.Absent(0), .. bystander]));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        int hidden = Enumerable.Range(3, Clip.Frames - 8).FirstOrDefault(frame => first.IsHidden(0, frame, frame + 2));
        bool comesOut = hidden > 0 && Enumerable.Range(hidden + 3, Clip.Frames - hidden - 6).Any(frame => first.Seen[frame][0].Share > 0.6);
        return comesOut && first.IsInView(0, 0, 2) ? new(hidden + 1 + random.Index(2), Clip.Frames, "does not come out", "comes from nowhere") : null;
    }
}
