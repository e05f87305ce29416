using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>
/// A screen goes up and down again before a place that is empty or not. Impossible: what was there is gone, is another thing, or something is there that was not. Every
/// last picture of the one kind is as common among the other.
/// </summary>
internal sealed class RisingScreen : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Permanence;

    public override Script Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        ThingClass[] classes = [.. Props.Small];
        random.Shuffle(classes.AsSpan());
        Thing first = Thing.Draw(classes[0], random), second = Thing.Draw(classes[1], random);
        double x = random.Uniform(-0.5, 0.5), y = random.Uniform(-0.1, 0.2);
        double half = Math.Max(first.HalfExtentM.X, second.HalfExtentM.X) * 1.5 + 0.05, high = 2.2 * Math.Max(first.HalfHeightM, second.HalfHeightM);
        double up = random.Uniform(0.4, 0.7), down = random.Uniform(1.6, 2.1);
        Screen screen = Props.Screen(stage, random, x, y, half, half + random.Uniform(0, 0.1), high, [(up, 0), (up + 0.4, 1), (down, 1), (down + 0.4, 0)]);
        first = random.Chance(0.5) ? first.At(Props.On(stage, first, x, y)) : first with { Start = Thing.Away(0) };
        second = second with { Start = Thing.Away(1) };
        double beside = x + (x > 0 ? -1 : 1) * random.Uniform(0.5, 0.7);
        return new(stage with { Screens = [screen] }, [first, second, .. Props.Bystander(stage, random, beside, y, classes[0], classes[1])]);
    }

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        Screen screen = clip.Script.Stage.Screens[0];
        int frame = (int)Math.Round(random.Uniform(screen.Heights[1].AtSec + 0.1, screen.Heights[2].AtSec - 0.2) / Clip.FrameSec);
        Thing first = clip.Script.Things[0], second = clip.Script.Things[1];
        bool isThere = clip.Script.Things[0].Start.Position.X < 100;
        if (isThere)
        {
            if (!clip.IsInView(0, 0, 2) || !clip.IsInView(0, Clip.Frames - 3, Clip.Frames - 1) || !clip.IsHidden(0, frame, frame + 1))
            {
                return null;
            }
            Vec3 place = clip.Truth[0][0].Pose.Position;
            Pose other = second.At(Props.On(clip.Script.Stage, second, place.X, place.Y)).Start;
            return random.Chance(0.5)
                ? new("is gone", frame, edit => Once(edit, () => edit.Place(0, Thing.Away(0))))
                : new("is another thing", frame, edit => Once(edit, () =>
                {
                    edit.Place(0, Thing.Away(0));
                    edit.Place(1, other);
                }));
        }
        double y = 0.05, x = Ray(clip.Script.Stage, screen, y);
        Pose appears = first.At(Props.On(clip.Script.Stage, first, x, y)).Start;
        return new("comes from nowhere", frame, edit => Once(edit, () => edit.Place(0, appears)));
    }

    /// <summary>Where behind the screen's middle the camera looks at a depth.</summary>
    private static double Ray(Stage stage, Screen screen, double y)
    {
        Vec3 eye = stage.Camera.Position;
        return eye.X + (screen.X - eye.X) * (y - eye.Y) / (screen.Y - eye.Y);
    }

    private static void Once(SceneEdit edit, Action act)
    {
        if (edit.IsFirst)
        {
            act();
        }
    }
}

/// <summary>A ball rolls behind a screen. Impossible: it does not come out; or none went in and one comes out.</summary>
internal sealed class RollsBehind : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Permanence;

    public override Script Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        ThingClass kind = random.Pick(Props.SmallBalls);
        Thing ball = Thing.Draw(kind, random);
        int side = Props.Side(random);
        double y = random.Uniform(-0.1, 0.2), speed = random.Uniform(0.5, 0.8), half = speed * random.Uniform(0.35, 0.5) + ball.HalfHeightM;
        double start = -side * random.Uniform(0.65, 0.8);
        Screen screen = Props.Screen(stage, random, random.Uniform(-0.1, 0.1), y, ball.HalfHeightM, half, 2.2 * ball.HalfHeightM, Props.Up);
        ball = ball.At(Props.On(stage, ball, start, y), new(side * speed, 0, 0));
        bool isThere = random.Chance(0.5);
        return new(stage with { Screens = [screen] }, [isThere ? ball : ball with { Start = Thing.Away(0), Velocity = default },
            .. Props.Bystander(stage, random, -side * random.Uniform(0.5, 0.8), Math.Min(y + 0.25, 0.28), kind)]);
    }

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        Thing ball = clip.Script.Things[0];
        if (ball.Start.Position.X < 100)
        {
            int hidden = Enumerable.Range(3, Clip.Frames - 8).FirstOrDefault(frame => clip.IsHidden(0, frame, frame + 2));
            bool comesOut = hidden > 0 && Enumerable.Range(hidden + 3, Clip.Frames - hidden - 3).Any(frame => clip.Seen[frame][0].Share > 0.6 && frame < Clip.Frames - 3);
            return comesOut && clip.IsInView(0, 0, 2)
                ? new("does not come out", hidden + 1, edit =>
                {
                    if (edit.IsFirst)
                    {
                        edit.Place(0, Thing.Away(0));
                    }
                })
                : null;
        }
        Stage stage = clip.Script.Stage;
        Vec3 eye = stage.Camera.Position;
        double y = 0.05, x = eye.X + (stage.Screens[0].X - eye.X) * (y - eye.Y) / (stage.Screens[0].Y - eye.Y);
        Thing rolling = ball.At(Props.On(stage, ball, x, y), new(Props.Side(random) * random.Uniform(0.5, 0.8), 0, 0));
        return new("comes from nowhere", 8 + random.Index(7), edit =>
        {
            if (edit.IsFirst)
            {
                edit.Place(0, rolling.Start, rolling.Velocity);
            }
        });
    }
}
