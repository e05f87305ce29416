using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>
/// A ball comes by a place with one velocity or with another, which may be none. Crossed where both meet: it stops, starts, turns, turns back, runs away or slows down, and nothing touched it.
/// </summary>
internal sealed class Rolling : Scenario
{
    private enum Change
    {
        Stop,
        TurnBack,
        Turn,
        RunAway,
    }

    public override PhysicsCategory Category => PhysicsCategory.Inertia;

    public override double Weight => 2;

    public override Twins Draw(RandomStream random)
    {
        Change change = random.Pick(Enum.GetValues<Change>());
        Stage stage = Props.Stage(random, onCounter: change == Change.Turn ? false : null);
        ThingClass kind = random.Pick(Props.SmallBalls);
        Thing ball = Thing.Draw(kind, random);
        int side = Props.Side(random);
        Vec3 velocity = new(side * random.Uniform(0.4, 0.65), 0, 0);
        Vec3 other = change switch
        {
            Change.Stop => Vec3.Zero,
            Change.TurnBack => velocity * -random.Uniform(0.8, 1.2),
            Change.Turn => Quat.FromYaw(Props.Side(random) * random.Uniform(1, 1.6)).Rotate(velocity),
            _ => velocity * random.Uniform(2.2, 2.8),
        };
        double reach = 0.75 / (Math.Max(velocity.Length, other.Length) * Clip.FrameSec);
        int frame = 4 + random.Index(Math.Max(1, Math.Min(10, (int)reach - 4)));
        Vec3 meet = Props.On(stage, ball, random.Uniform(-0.2, 0.2), random.Uniform(-0.1, 0.15));
        Thing[] bystander = [.. Props.Bystander(stage, random, side * random.Uniform(0.7, 0.8), meet.Y > 0 ? meet.Y - 0.35 : meet.Y + 0.35, kind)];
        Script With(Vec3 velocity) => new(stage, [ball.At(meet - velocity * (frame * Clip.FrameSec), velocity), .. bystander]);
        return new(With(velocity), With(other), new(0, frame));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        Vec3 was = first.Script.Things[0].Velocity.Linear, other = second.Script.Things[0].Velocity.Linear;
        int frame = Enumerable.Range(2, Clip.Frames - 8).MinBy(frame => first.Apart(second, 0, frame));
        bool Rolls(Clip clip) => clip.IsInView(0, frame - 3, frame + 2) && clip.Truth[frame][0].Velocity.Linear.DistanceTo(clip.Script.Things[0].Velocity.Linear) < 0.15;
        (string forth, string back) = other.Length == 0 ? ("stops", "starts by itself")
            : was.Normalized().Dot(other.Normalized()) < -0.9 ? ("turns back", "turns back")
            : was.Normalized().Dot(other.Normalized()) < 0.9 ? ("turns", "turns")
            : ("runs away", "slows down by itself");
        return frame >= 3 && Rolls(first) && Rolls(second) && Props.OthersAgree(first, second, 0, frame) ? new(frame + 1, Clip.Frames, forth, back) : null;
    }
}

/// <summary>
/// A ball rolls towards another one that waits, or that itself comes by there at that time. Crossed before they touch: what waited moves off untouched, what rolled stops and waits.
/// </summary>
internal sealed class Collision : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Inertia;

    public override Twins Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        ThingClass[] balls = [.. Props.SmallBalls];
        random.Shuffle(balls.AsSpan());
        Thing first = Thing.Draw(balls[0], random), second = Thing.Draw(balls[1], random);
        int side = Props.Side(random);
        double speed = random.Uniform(0.4, 0.7), away = random.Uniform(0.55, 0.75), y = random.Uniform(-0.1, 0.15);
        Vec3 place = Props.On(stage, second, random.Uniform(-0.1, 0.1), y + random.Uniform(-0.02, 0.02)), velocity = new(side * random.Uniform(0.35, 0.6), 0, 0);
        first = first.At(Props.On(stage, first, place.X - side * away, y), new(side * speed, 0, 0));
        int touch = (int)((away - first.HalfHeightM - second.HalfHeightM) / speed / Clip.FrameSec), frame = Math.Clamp(touch - 2 - random.Index(3), 3, 7);
        return new(new(stage, [first, second.At(place)]), new(stage, [first, second.At(place - velocity * (frame * Clip.FrameSec), velocity)]), new(1, frame));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        int frame = Enumerable.Range(2, Clip.Frames - 8).MinBy(frame => first.Apart(second, 1, frame));
        int touched = Enumerable.Range(0, Clip.Frames).FirstOrDefault(frame => first.Truth[frame][1].Velocity.Linear.Length > 0.05);
        return touched > frame + 1 && first.IsInView(1, frame - 2, frame + 2) && second.IsInView(1, frame - 2, frame + 2) && Props.OthersAgree(first, second, 1, frame)
            ? new(frame + 1, Clip.Frames, "moves off untouched", "stops by itself")
            : null;
    }
}
