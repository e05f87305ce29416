using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>A thing rests or rolls in the open. Impossible: it jumps, and goes on as before.</summary>
internal sealed class InTheOpen : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Continuity;

    public override Script Draw(RandomStream random) => OpenScene.Draw(random, restingShare: 0.3);

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        int frame = 6 + random.Index(14);
        bool rests = clip.Script.Things[0].Velocity.Linear.Length == 0;
        if (!clip.IsInView(0, frame - 3, frame + 2) || (!rests && !Props.MovesInView(clip, 0, frame, 0.2)))
        {
            return null;
        }
        double distance = Props.Side(random) * random.Uniform(0.2, 0.4);
        Vec3 from = clip.Truth[frame][0].Pose.Position, jump = new(distance, 0, 0);
        double reach = (clip.Script.Stage.Counter?.HalfLengthM ?? 1.1) - 0.1;
        return Math.Abs(from.X + distance) > reach || clip.Truth.Any(frame => frame.Skip(1).Any(other => Math.Abs(other.Pose.Position.X - from.X - distance) < 0.25))
            ? null
            : new("jumps", frame, edit =>
            {
                if (edit.IsFirst)
                {
                    Pose pose = edit.World.GetPose(edit.Things[0]);
                    edit.Place(0, pose with { Position = pose.Position + jump }, clip.Truth[frame][0].Velocity);
                }
            });
    }
}

/// <summary>A ball passes behind two screens and is seen between them. Impossible: it is not, and still comes out of the second.</summary>
internal sealed class TwoScreens : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Continuity;

    public override Script Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        ThingClass kind = random.Pick(Props.SmallBalls);
        Thing ball = Thing.Draw(kind, random);
        int side = Props.Side(random);
        double y = random.Uniform(-0.1, 0.2), speed = random.Uniform(0.6, 0.9);
        double half = speed * random.Uniform(0.15, 0.2) + ball.HalfHeightM, gap = ball.HalfHeightM + speed * random.Uniform(0.15, 0.22);
        Screen Before(double x) => Props.Screen(stage, random, x, y, ball.HalfHeightM, half, 2.2 * ball.HalfHeightM, Props.Up);
        double start = -side * Math.Min(gap + 2 * half + ball.HalfHeightM + 0.12, 0.95);
        return new(stage with { Screens = [Before(-gap - half), Before(gap + half)] }, [ball.At(Props.On(stage, ball, start, y), new(side * speed, 0, 0))]);
    }

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        int[] hidden = [.. Enumerable.Range(1, Clip.Frames - 5).Where(frame => clip.Seen[frame][0].Share == 0)];
        if (hidden.Length < 2 || !clip.IsInView(0, 0, 0))
        {
            return null;
        }
        int gap = Enumerable.Range(hidden[0], Clip.Frames - hidden[0]).FirstOrDefault(frame => clip.Seen[frame][0].Share > 0.6);
        int second = hidden.FirstOrDefault(frame => frame > gap);
        return gap == 0 || second == 0 || second > Clip.Frames - 6 || clip.Truth[second][0].Velocity.Linear.Length < 0.3
            ? null
            : new("is not seen in the gap", hidden.Last(frame => frame < gap), edit =>
            {
                int stepsAway = (second - hidden.Last(frame => frame < gap)) * (int)Math.Round(Clip.FrameSec / edit.World.TimestepSec);
                if (edit.StepsSince < stepsAway)
                {
                    edit.Place(0, Thing.Away(0));
                }
                else if (edit.StepsSince == stepsAway)
                {
                    edit.Place(0, clip.Truth[second][0].Pose, clip.Truth[second][0].Velocity);
                }
            });
    }
}

/// <summary>Something in the open, and nothing in its way.</summary>
internal static class OpenScene
{
    public static Script Draw(RandomStream random, double restingShare)
    {
        Stage stage = Props.Stage(random);
        bool rests = random.Chance(restingShare);
        ThingClass kind = random.Pick(rests ? Props.Small : Props.SmallBalls);
        Thing thing = Thing.Draw(kind, random);
        int side = Props.Side(random);
        double y = random.Uniform(-0.15, 0.2), x = rests ? random.Uniform(-0.5, 0.5) : -side * random.Uniform(0.5, 0.8);
        Vec3 velocity = rests ? Vec3.Zero : new(side * random.Uniform(0.35, 0.7), 0, 0);
        return new(stage, [thing.At(Props.On(stage, thing, x, y), velocity),
            .. Props.Bystander(stage, random, side * random.Uniform(0.7, 0.8), y > 0 ? y - 0.3 : y + 0.3, kind)]);
    }
}
