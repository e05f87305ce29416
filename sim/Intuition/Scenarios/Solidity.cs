using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>
/// A ball rolls against a wall from one side or from the other and stays there, all of it behind a screen that goes up before and down after (as in Spelke et al., 1992). Crossed while it is
/// hidden: it is found beyond the wall.
/// </summary>
internal sealed class WallInTheWay : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Solidity;

    public override Twins Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        ThingClass kind = random.Pick(Props.SmallBalls);
        Thing ball = Thing.Draw(kind, random);
        int side = Props.Side(random);
        double x = random.Uniform(-0.15, 0.15), y = random.Uniform(-0.05, 0.1), half = random.Uniform(0.1, 0.18);
        Wall wall = new(x, y + random.Uniform(-0.5, 0.5) * half, random.Uniform(0.015, 0.03), half, stage.GroundM + ball.HalfHeightM * 2 + random.Uniform(0.05, 0.25));
        double hides = wall.HalfThicknessM + 2 * ball.HalfHeightM + random.Uniform(0.06, 0.12), up = random.Uniform(0.1, 0.3);
        Extent space = Props.Around(ball, Props.On(stage, ball, x, y), hides, random.Uniform(0.03, 0.08));
        stage = stage with { Wall = wall, Screens = [Props.Hiding(stage, random, space, Props.UpBetween(up, random.Uniform(1.9, 2.2)))] };
        Thing[] bystander = [.. Props.Bystander(stage, random, Props.Side(random) * random.Uniform(0.6, 0.75), y + 0.3, kind)];
        Script From(int side) => new(stage,
            [ball.At(Props.On(stage, ball, x - side * (hides + ball.HalfHeightM + random.Uniform(0.05, 0.25)), y), new(side * random.Uniform(0.45, 0.75), 0, 0)), .. bystander]);
        return new(From(side), From(-side));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        double wall = first.Script.Stage.Wall!.Value.X;
        int last = (int)(first.Script.Stage.Screens[0].Heights[2].AtSec / Clip.FrameSec);
        bool HasArrived(Clip clip, int frame) =>
            clip.IsHidden(0, frame - 1, frame) && Math.Abs(clip.Truth[frame][0].Pose.Position.X - wall) < clip.Script.Stage.Wall!.Value.HalfThicknessM + clip.Script.Things[0].HalfHeightM + 0.03;
        bool Shows(Clip clip) => clip.IsInView(0, 0, 1) && clip.Seen[^2][0].Share > 0.3 && clip.Seen[^1][0].Share > 0.3;
        int frame = Enumerable.Range(4, Math.Max(0, last - 4)).LastOrDefault(frame => HasArrived(first, frame) && HasArrived(second, frame));
        return frame > 0 && Shows(first) && Shows(second) && Props.OthersAgree(first, second, 0, frame)
            ? new(frame, Clip.Frames, "is found beyond the wall", "is found beyond the wall")
            : null;
    }
}

/// <summary>
/// Behind a screen a ball comes down upon a board, or one lies below it (as in Spelke et al., 1992). Crossed while it is hidden: it is found below the board onto which it fell, or upon the
/// board below which it lay.
/// </summary>
internal sealed class AboveAndBelow : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Solidity;

    public override Twins Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random, eyeM: random.Uniform(0.3, 0.55));
        ThingClass kind = random.Pick(Props.SmallBalls);
        Thing ball = Thing.Draw(kind, random);
        double x = random.Uniform(-0.4, 0.4), y = random.Uniform(-0.05, 0.1), width = random.Uniform(0.08, 0.12);
        double height = 2 * ball.HalfHeightM + random.Uniform(0.06, 0.14);
        Ramp board = new(new(x, y, stage.GroundM + height), random.Uniform(0.2, 0.3), width, 0);
        double rests = board.Centre.Z + Ramp.HalfThicknessM + ball.HalfHeightM, up = random.Uniform(0.05, 0.15);
        Extent space = new(x - board.HalfLengthM - 0.04, x + board.HalfLengthM + 0.04, y - width, y + width, rests + ball.HalfHeightM + random.Uniform(0.02, 0.05));
        stage = stage with { Ramp = board, Screens = [Props.Hiding(stage, random, space, Props.UpBetween(up, random.Uniform(1.7, 2.1)))] };
        Thing[] bystander = [.. Props.Bystander(stage, random, x + (x > 0 ? -1 : 1) * random.Uniform(0.55, 0.7), y, kind)];
        double off = random.Uniform(-0.5, 0.5) * board.HalfLengthM;
        Thing above = ball with { Start = new(new(x + off, y, rests + random.Uniform(0.2, 0.35)), Quat.Identity), Velocity = new(new(0, 0, random.Uniform(1.2, 2)), Vec3.Zero) };
        return new(new(stage, [above, .. bystander]), new(stage, [ball.At(Props.On(stage, ball, x + off, y)), .. bystander]));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        Ramp board = first.Script.Stage.Ramp!.Value;
        int last = (int)(first.Script.Stage.Screens[0].Heights[2].AtSec / Clip.FrameSec), frame = last - random.Index(4);
        double rests = board.Centre.Z + Ramp.HalfThicknessM + first.Script.Things[0].HalfHeightM;
        bool Shows(Clip clip) => clip.IsInView(0, 0, 0) && clip.IsInView(0, Clip.Frames - 3, Clip.Frames - 1) && clip.IsHidden(0, frame - 1, frame);
        return Shows(first) && Shows(second) && Math.Abs(first.Truth[frame - 1][0].Pose.Position.Z - rests) < 0.01 && Props.OthersAgree(first, second, 0, frame)
            ? new(frame, Clip.Frames, "is found below the board", "is found upon the board")
            : null;
    }
}
