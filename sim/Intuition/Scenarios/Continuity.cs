using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>A thing rests or rolls in the open, here or a little further. Crossed: it jumps, and goes on as before.</summary>
internal sealed class InTheOpen : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Continuity;

    public override Twins Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        bool rests = random.Chance(0.3);
        ThingClass kind = random.Pick(rests ? Props.Small : Props.SmallBalls);
        Thing thing = Thing.Draw(kind, random);
        int side = Props.Side(random);
        double y = random.Uniform(-0.15, 0.2), jump = random.Uniform(0.2, 0.4), from = rests ? random.Uniform(-0.6, 0.6 - jump) : -random.Uniform(0.5, 0.8);
        Vec3 velocity = rests ? Vec3.Zero : new(side * random.Uniform(0.35, 0.7), 0, 0);
        Thing[] bystander = [.. Props.Bystander(stage, random, side * random.Uniform(0.7, 0.8), y > 0 ? y - 0.3 : y + 0.3, kind)];
        Script At(double x) => new(stage, [thing.At(Props.On(stage, thing, side * x, y), velocity), .. bystander]);
        return random.Chance(0.5) ? new(At(from), At(from + jump)) : new(At(from + jump), At(from));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        int frame = 6 + random.Index(14);
        bool IsFree(Clip clip) => clip.IsInView(0, frame - 3, frame + 2) && clip.Truth[frame + 2][0].Velocity.Linear.DistanceTo(clip.Script.Things[0].Velocity.Linear) < 0.1;
        return IsFree(first) && IsFree(second) && Props.OthersAgree(first, second, 0, frame) ? new(frame, Clip.Frames, "jumps", "jumps") : null;
    }
}

/// <summary>
/// A ball passes behind two screens and is seen between them, or there is none. Crossed between the screens: it is not seen there and still comes out of the second; or it is
/// seen there, and neither before nor after.
/// </summary>
internal sealed class TwoScreens : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Continuity;

    public override Twins Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        Thing ball = Thing.Draw(random.Pick(Props.SmallBalls), random);
        int side = Props.Side(random);
        double y = random.Uniform(-0.1, 0.2), speed = random.Uniform(0.6, 0.9);
        double half = speed * random.Uniform(0.15, 0.2) + ball.HalfHeightM, gap = ball.HalfHeightM + speed * random.Uniform(0.15, 0.22), spare = random.Uniform(0.04, 0.1);
        Screen Before(double x) => Props.Hiding(stage, random, Props.Around(ball, Props.On(stage, ball, x, y), half, spare), Props.Up);
        double start = -side * Math.Min(gap + 2 * half + ball.HalfHeightM + 0.12, 0.95);
        stage = stage with { Screens = [Before(-gap - half), Before(gap + half)] };
        return new(new(stage, [ball.At(Props.On(stage, ball, start, y), new(side * speed, 0, 0))]), new(stage, [ball.Absent(0)]));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        int[] hidden = [.. Enumerable.Range(1, Clip.Frames - 5).Where(frame => first.Seen[frame][0].Share == 0)];
        if (hidden.Length < 2 || !first.IsInView(0, 0, 0))
        {
            return null;
        }
        int gap = Enumerable.Range(hidden[0], Clip.Frames - hidden[0]).FirstOrDefault(frame => first.Seen[frame][0].Share > 0.6);
        int next = hidden.FirstOrDefault(frame => frame > gap);
        return gap == 0 || next == 0 || next > Clip.Frames - 6 || first.Truth[next][0].Velocity.Linear.Length < 0.3
            ? null
            : new(hidden.Last(frame => frame < gap) + 1, next, "is not seen in the gap", "is seen only in the gap");
    }
}
