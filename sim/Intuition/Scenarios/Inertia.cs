using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>A ball rolls in the open. Impossible: it stops, turns, comes back or runs away, and nothing touched it.</summary>
internal sealed class Rolling : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Inertia;

    public override double Weight => 2;

    public override Script Draw(RandomStream random) => OpenScene.Draw(random, restingShare: 0);

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        int frame = 5 + random.Index(12);
        if (!Props.MovesInView(clip, 0, frame, 0.3) || !clip.IsInView(0, frame, frame + 2))
        {
            return null;
        }
        Vec3 now = clip.Truth[frame][0].Velocity.Linear;
        double turn = Props.Side(random) * random.Uniform(1, 1.6);
        (string name, Vec3 then) = random.Index(4) switch
        {
            0 => ("stops", Vec3.Zero),
            1 => ("turns back", now * -1),
            2 => ("turns", Quat.FromYaw(turn).Rotate(now)),
            _ => ("runs away", now * random.Uniform(2.2, 3)),
        };
        Twist twist = clip.Script.Things[0].Rolling(then with { Z = 0 });
        return new(name, frame, edit =>
        {
            if (edit.IsFirst)
            {
                edit.Place(0, edit.World.GetPose(edit.Things[0]), twist);
            }
        });
    }
}

/// <summary>A ball rests. Impossible: it starts by itself.</summary>
internal sealed class AtRest : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Inertia;

    public override Script Draw(RandomStream random) => OpenScene.Draw(random, restingShare: 1);

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        int frame = 5 + random.Index(14);
        double angle = random.Uniform(-0.5, 0.5), speed = Props.Side(random) * random.Uniform(0.4, 0.8);
        Thing thing = clip.Script.Things[0];
        Vec3 velocity = Quat.FromYaw(angle).Rotate(new Vec3(speed, 0, 0));
        return !clip.IsInView(0, frame - 3, frame) ? null : new("starts by itself", frame, edit =>
        {
            // Until it has come 30 cm, whatever friction says.
            if (edit.StepsSince * edit.World.TimestepSec * Math.Abs(speed) < 0.3)
            {
                edit.Place(0, edit.World.GetPose(edit.Things[0]), thing.Rolling(velocity));
            }
        });
    }
}

/// <summary>A ball hits another thing, which moves from then on. Impossible: the other moves off before it is touched.</summary>
internal sealed class Collision : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Inertia;

    public override Script Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        ThingClass[] balls = [.. Props.SmallBalls];
        random.Shuffle(balls.AsSpan());
        Thing first = Thing.Draw(balls[0], random), second = Thing.Draw(balls[1], random);
        int side = Props.Side(random);
        double y = random.Uniform(-0.1, 0.15), x = random.Uniform(-0.15, 0.15);
        return new(stage,
        [
            first.At(Props.On(stage, first, x - side * random.Uniform(0.55, 0.7), y), new(side * random.Uniform(0.4, 0.7), 0, 0)),
            second.At(Props.On(stage, second, x, y + random.Uniform(-0.02, 0.02))),
        ]);
    }

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        int moves = Enumerable.Range(0, Clip.Frames).FirstOrDefault(frame => clip.Truth[frame][1].Velocity.Linear.Length > 0.05);
        int frame = moves - 5;
        double speed = random.Uniform(0.4, 0.7) * Math.Sign(clip.Script.Things[0].Velocity.Linear.X);
        Twist away = clip.Script.Things[1].Rolling(new(speed, 0, 0));
        return frame < 2 || !clip.IsInView(1, frame - 2, frame + 2) ? null : new("moves off untouched", frame, edit =>
        {
            if (edit.IsFirst)
            {
                edit.Place(1, edit.World.GetPose(edit.Things[1]), away);
            }
        });
    }
}
