using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>A ball rolls against a wall and stays there. Impossible: it goes through.</summary>
internal sealed class WallInTheWay : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Solidity;

    public override Script Draw(RandomStream random) => WallScene.Draw(random, inTheWay: true);

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        Wall wall = clip.Script.Stage.Wall!.Value;
        Thing ball = clip.Script.Things[0];
        int side = Math.Sign(ball.Velocity.Linear.X);
        double face = wall.X - side * (wall.HalfThicknessM + ball.HalfHeightM);
        int touch = Enumerable.Range(1, Clip.Frames - 1).FirstOrDefault(frame => side * (clip.Truth[frame][0].Pose.Position.X - face) > -0.02);
        return touch is > 4 and < Clip.Frames - 8 && clip.IsInView(0, 0, 2)
            ? new("passes through the wall", touch - 1, _ => { }, WallYields: true)
            : null;
    }
}

/// <summary>A ball rolls past a wall that does not stand in its way. Impossible: it stops as if it did.</summary>
internal sealed class WallBeside : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Solidity;

    public override Script Draw(RandomStream random) => WallScene.Draw(random, inTheWay: false);

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        Wall wall = clip.Script.Stage.Wall!.Value;
        int side = Math.Sign(clip.Script.Things[0].Velocity.Linear.X);
        int level = Enumerable.Range(1, Clip.Frames - 1).FirstOrDefault(frame => side * (clip.Truth[frame][0].Pose.Position.X - wall.X) > -0.05);
        return Props.MovesInView(clip, 0, level, 0.3)
            ? new("stops at nothing", level, edit =>
            {
                if (edit.IsFirst)
                {
                    edit.Place(0, edit.World.GetPose(edit.Things[0]));
                }
            })
            : null;
    }
}

/// <summary>A wall across the scene, and a ball that rolls towards its plane.</summary>
internal static class WallScene
{
    public static Script Draw(RandomStream random, bool inTheWay)
    {
        Stage stage = Props.Stage(random);
        ThingClass kind = random.Pick(Props.SmallBalls);
        Thing ball = Thing.Draw(kind, random);
        int side = Props.Side(random);
        double x = random.Uniform(-0.25, 0.25), half = random.Uniform(0.08, 0.18), y = random.Uniform(-0.05, 0.1);
        double off = inTheWay ? random.Uniform(-0.5, 0.5) * half : Props.Side(random) * (half + ball.HalfHeightM + random.Uniform(0.03, 0.1));
        Wall wall = new(x, y + off, random.Uniform(0.015, 0.03), half, stage.GroundM + ball.HalfHeightM * 2 + random.Uniform(0.05, 0.25));
        double start = x - side * random.Uniform(0.5, 0.6);
        ball = ball.At(Props.On(stage, ball, start, y), new(side * random.Uniform(0.4, 0.8), 0, 0));
        return new(stage with { Wall = wall }, [ball, .. Props.Bystander(stage, random, start - side * 0.05, y + Props.Side(random) * 0.25, kind)]);
    }
}
