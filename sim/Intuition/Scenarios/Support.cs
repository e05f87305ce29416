using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>
/// Two or three of a bowling ball, a tennis ball and a yoga ball, one upon the other in any order: it falls, or stands because it sits in a rack. A screen hides all but the uppermost ball right
/// after the start. Crossed then: it stands without a rack, or falls within one.
/// </summary>
internal sealed class StackOfBalls : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Support;

    public override double Weight => 3;

    public override Twins Draw(RandomStream random)
    {
        ThingClass[] order = [ThingClass.BowlingBall, ThingClass.TennisBall, ThingClass.YogaBall];
        random.Shuffle(order.AsSpan());
        order = order[..(random.Chance(0.75) ? 3 : 2)];
        Thing[] drawn = [.. order.Select(kind => Thing.Draw(kind, random))];
        Thing top = drawn[^1];
        double height = 2 * drawn.Sum(ball => ball.HalfHeightM);
        Stage stage = Props.Stage(random, onCounter: order.Contains(ThingClass.YogaBall) ? false : null, eyeM: Math.Max(0.2, height - top.HalfHeightM * 1.5 + random.Uniform(0, 0.15)));
        Vec3 at = new(random.Uniform(-0.4, 0.4), random.Uniform(-0.05, 0.15), stage.GroundM);
        List<Thing> balls = [];
        foreach (Thing ball in drawn)
        {
            double angle = random.Uniform(0, 2 * Math.PI), off = balls.Count == 0 ? 0 : random.Uniform(0.02, 0.035) * (ball.HalfHeightM + balls[^1].HalfHeightM);
            at += new Vec3(off * Math.Cos(angle), off * Math.Sin(angle), 0);
            balls.Add(ball.At(at + new Vec3(0, 0, ball.HalfHeightM + 0.0003)));
            at += new Vec3(0, 0, 2 * ball.HalfHeightM + 0.0003);
        }
        Rack rack = Rack.Around(balls);
        double widest = balls.Max(ball => ball.HalfHeightM) + 0.06, x = balls[0].Start.Position.X;
        Extent space = new(x - widest, x + widest, at.Y - rack.Rings[^1].HalfWidthM - 0.01, rack.PostY + 0.02, rack.TopM + 0.006);
        Screen screen = Props.Hiding(stage, random, space, Props.UpAfter(0.03, 0.19));
        // Before the nearest ball, not only before the uppermost one's ring.
        screen = screen with { Y = Math.Min(screen.Y, -widest - 0.12) };
        stage = stage with { Screens = [screen] };
        return new(new(stage with { Rack = rack }, balls), new(stage, balls));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        const int frame = 2;
        int top = first.Script.Things.Count - 1;
        double Sunk(Clip clip) => clip.Truth[0][top].Pose.Position.Z - clip.Truth[Clip.Frames - 6][top].Pose.Position.Z;
        bool Agrees(int thing) => first.Apart(second, thing, frame) < 0.012;
        return Enumerable.Range(0, top + 1).All(Agrees) && first.Views[0].Rack is not null && first.Views[frame].Rack is null
            && Math.Abs(Sunk(first)) < 0.01 && Sunk(second) > 0.05 && first.Seen[0][top].Share > 0.6
            && Enumerable.Range(1, Clip.Frames - 1).All(frame => first.Seen[frame][top].Share > 0.25)
            ? new(frame, Clip.Frames, "falls within its rack", "stands without a rack")
            : null;
    }
}

/// <summary>
/// Something comes down where a crate is, or where there is none, or where there is a ball. A screen hides what is there before it arrives. Crossed when it does: it stands on nothing or on
/// a ball, or falls where it is held.
/// </summary>
internal sealed class ComesToRest : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Support;

    public override double Weight => 2;

    public override Twins Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random, eyeM: random.Uniform(0.3, 0.45));
        bool onABall = random.Chance(0.5);
        Thing thing = Thing.Draw(random.Pick<ThingClass>(onABall ? [ThingClass.BowlingBall, ThingClass.TennisBall] : [ThingClass.BowlingBall, ThingClass.TennisBall, ThingClass.ToyBall, ThingClass.ToyBlock]), random);
        Thing crate = Thing.Draw(ThingClass.Crate, random), ball = Thing.Draw(ThingClass.ToyBall, random);
        double x = random.Uniform(-0.25, 0.25), y = random.Uniform(-0.05, 0.1), highest = stage.GroundM + 2 * Math.Max(crate.HalfHeightM, onABall ? ball.HalfHeightM : 0);
        double aside = x + Props.Side(random) * (crate.HalfExtentM.X + (onABall ? ball.HalfHeightM : 0) + thing.HalfExtentM.X + random.Uniform(0.04, 0.1));
        double deep = Math.Max(crate.HalfExtentM.Y, onABall ? ball.HalfHeightM : 0) + 0.01, wide = Math.Max(crate.HalfExtentM.X, ball.HalfHeightM) + 0.03;
        Extent space = new(Math.Min(x, aside) - wide, Math.Max(x, aside) + wide, y - deep, y + deep, highest + 0.004);
        stage = stage with { Screens = [Props.Hiding(stage, random, space, Props.UpAfter(random.Uniform(0.02, 0.08), 0.29))] };
        double off = Props.Side(random) * random.Uniform(0.15, 0.4) * (onABall ? ball.HalfHeightM : crate.HalfExtentM.X);
        Thing falling = thing with
        {
            Start = new(new(x + off, y, highest + thing.HalfHeightM + random.Uniform(0.08, 0.2)), Quat.Identity),
            Velocity = new(new(0, 0, random.Uniform(1.6, 2.2)), Vec3.Zero),
        };
        Thing At(Thing thing, double x) => thing.At(Props.On(stage, thing, x, y));
        Thing[] Bases(double crateX, double ballX) => onABall ? [At(crate, crateX), At(ball, ballX)] : [At(crate, crateX)];
        return new(new(stage, [falling, .. Bases(x, aside)]), new(stage, [falling, .. Bases(aside, x)]));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        int parting = Props.Parting(first, second, 0);
        bool onABall = first.Script.Things.Count == 3;
        bool AreHidden(Clip clip) => Enumerable.Range(1, clip.Script.Things.Count - 1).All(thing => clip.IsHidden(thing, parting - 1, parting));
        bool WereSeen(Clip clip) => clip.Script.Things.Select((_, thing) => thing).All(thing => clip.Seen[0][thing].Share > 0.6);
        double end = first.Truth[^1][0].Pose.Position.Z, still = first.Truth[parting + 4 < Clip.Frames ? parting + 4 : 0][0].Pose.Position.Z;
        return parting is > 3 and < Clip.Frames - 10 && AreHidden(first) && AreHidden(second) && WereSeen(first) && WereSeen(second)
            && Math.Abs(end - still) < 0.02 && second.Truth[^1][0].Pose.Position.Z < end - 0.07 && first.Seen[parting + 3][0].Share > 0.5
            ? new(parting, Clip.Frames, onABall ? "falls off a crate" : "falls through its support", onABall ? "stands on a ball" : "stands on nothing")
            : null;
    }
}
