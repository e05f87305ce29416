using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>
/// A toy rolls over the edge of a counter and falls, or rolls on upon a plank laid out from it. A screen goes up before the plank's place, over which the toy is seen. Crossed when it comes to
/// the edge: it goes straight on upon nothing, or falls where the plank is.
/// </summary>
internal sealed class PushedOverTheEdge : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Gravity;

    public override double Weight => 2;

    public override Twins Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random, onCounter: true, eyeM: random.Uniform(0.25, 0.45));
        Counter counter = stage.Counter!.Value with { HalfLengthM = random.Uniform(0.35, 0.6) };
        stage = stage with { Counter = counter };
        ThingClass kind = random.Pick(Props.SmallBalls);
        Thing toy = Thing.Draw(kind, random);
        int side = Props.Side(random);
        double edge = counter.HalfLengthM, speed = random.Uniform(0.4, 0.65), y = random.Uniform(-0.1, 0.15);
        double run = Math.Min(speed * random.Uniform(0.8, 1.2), 2 * edge - 0.1), length = random.Uniform(0.45, 0.7), width = random.Uniform(0.03, 0.05);
        Ramp plank = new(new(side * (edge + length / 2), y, counter.HeightM - Ramp.HalfThicknessM), length / 2, width, 0);
        double near = side * (edge - 0.03), far = side * (edge + length + 0.03);
        Extent space = new(Math.Min(near, far), Math.Max(near, far), y - width - 0.01, y + width + 0.01, counter.HeightM + 0.004);
        stage = stage with { Screens = [Props.Hiding(stage, random, space, Props.UpAfter(random.Uniform(0.15, 0.3), 0.55))] };
        Thing[] things = [toy.At(Props.On(stage, toy, side * (edge - run), y), new(side * speed, 0, 0)), .. Props.Bystander(stage, random, -side * edge * 0.6, y + Props.Side(random) * 0.2, kind)];
        return new(new(stage, things), new(stage with { Ramp = plank }, things));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        int parting = Props.Parting(first, second, 0);
        bool GoesOn(Clip clip, int frame) => clip.Truth[frame][0].Pose.Position.Z > clip.Script.Things[0].Start.Position.Z - 0.01;
        return parting is > 6 and < Clip.Frames - 8 && Props.OthersAgree(first, second, 0, parting) && second.Views[0].Ramp is not null && second.Views[parting - 1].Ramp is null
            && first.IsInView(0, 0, 2) && second.Seen[parting + 2][0].Share > 0.3 && GoesOn(second, parting + 4) && !GoesOn(first, parting + 4)
            ? new(parting, Clip.Frames, "goes straight on upon nothing", "falls where it is held")
            : null;
    }
}

/// <summary>A thing flies through the air, and comes by a place going down or going up. Crossed where both meet: it rises in mid-air, or drops all at once.</summary>
internal sealed class Tossed : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Gravity;

    public override Twins Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random, eyeM: random.Uniform(0.5, 0.9));
        ThingClass kind = random.Pick(Props.Small);
        Thing thing = Thing.Draw(kind, random);
        int side = Props.Side(random), frame = 2 + random.Index(2);
        double along = side * random.Uniform(0, 0.9), up = random.Uniform(0.8, 1.6), down = -random.Uniform(0.6, 1.5), sec = frame * Clip.FrameSec;
        double least = up * sec + 0.5 * Props.GravityMps2 * sec * sec;
        Vec3 meet = new(random.Uniform(-0.3, 0.3), random.Uniform(-0.1, 0.15), stage.GroundM + thing.HalfHeightM + least + random.Uniform(0.03, 0.2));
        Thing[] bystander = [.. Props.Bystander(stage, random, side * 0.8, 0.1, kind)];
        Script With(double climb)
        {
            Vec3 then = new(along, 0, climb), gravity = new(0, 0, -Props.GravityMps2);
            // p(t) = meet + v (t − T) + g (t − T)² / 2.
            return new(stage, [thing with { Start = new(meet - then * sec + gravity * (0.5 * sec * sec), Quat.Identity), Velocity = new(then - gravity * sec, Vec3.Zero) }, .. bystander]);
        }
        return new(With(down), With(up), new(0, frame));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        int frame = Enumerable.Range(2, 2).MinBy(frame => first.Apart(second, 0, frame));
        return first.IsInView(0, frame - 2, frame + 1) && second.IsInView(0, frame - 2, frame + 1) && Props.OthersAgree(first, second, 0, frame)
            ? new(frame + 1, Clip.Frames, "rises in mid-air", "drops all at once")
            : null;
    }
}

/// <summary>A ball rolls down a ramp, or is on its way up. Crossed where both meet: it turns and rolls uphill by itself, or turns down all at once.</summary>
internal sealed class OnARamp : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Gravity;

    public override Twins Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random, onCounter: false);
        Thing ball = Thing.Draw(random.Pick(Props.SmallBalls), random);
        int side = Props.Side(random), frame = 3 + random.Index(3);
        double tilt = side * random.Uniform(0.15, 0.3), half = random.Uniform(0.55, 0.7), y = random.Uniform(-0.05, 0.15);
        Ramp ramp = new(new(-side * random.Uniform(0, 0.3), y, half * Math.Sin(Math.Abs(tilt)) + 0.005), half, random.Uniform(0.15, 0.25), tilt);
        // A solid ball that rolls without slip goes at 5/7 of the slope's part of gravity.
        double slope = 5.0 / 7 * Props.GravityMps2 * Math.Sin(Math.Abs(tilt)), sec = frame * Clip.FrameSec, meet = half * random.Uniform(-0.35, 0.1);
        Vec3 downhill = ramp.Pose.Orientation.Rotate(Vec3.UnitX) * side;
        stage = stage with { Ramp = ramp };
        Script With(double then)
        {
            double along = meet - then * sec + 0.5 * slope * sec * sec;
            Vec3 velocity = downhill * (then - slope * sec);
            return new(stage, [ball with { Start = new(ramp.BallAt(side * along, ball.HalfHeightM), Quat.Identity), Velocity = new(velocity, ramp.Pose.Orientation.AxisZ.Cross(velocity) / ball.HalfHeightM) }]);
        }
        return new(With(random.Uniform(0.4, 0.8)), With(-random.Uniform(0.4, 0.8)), new(0, frame));
    }

    public override Crossing? Cross(Clip first, Clip second, RandomStream random)
    {
        Ramp ramp = first.Script.Stage.Ramp!.Value;
        int frame = Enumerable.Range(3, 3).MinBy(frame => first.Apart(second, 0, frame));
        bool IsOn(Clip clip, int frame) => Math.Abs(ramp.Pose.Inverse().Transform(clip.Truth[frame][0].Pose.Position).X) < ramp.HalfLengthM - 0.03;
        bool Fits(Clip clip) => IsOn(clip, 0) && IsOn(clip, frame) && IsOn(clip, frame + 2) && clip.IsInView(0, frame - 2, frame + 2);
        return Fits(first) && Fits(second) ? new(frame + 1, Clip.Frames, "rolls uphill by itself", "turns down all at once") : null;
    }
}
