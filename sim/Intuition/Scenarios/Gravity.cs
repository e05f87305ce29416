using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>A toy is pushed over the edge of a counter and falls. Impossible: it hovers, goes straight on, or rises.</summary>
internal sealed class PushedOverTheEdge : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Gravity;

    public override double Weight => 2;

    public override Script Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random, onCounter: true);
        Counter counter = stage.Counter!.Value with { HalfLengthM = random.Uniform(0.35, 0.7) };
        stage = stage with { Counter = counter };
        ThingClass kind = random.Pick(Props.Small);
        Thing toy = Thing.Draw(kind, random);
        int side = Props.Side(random);
        double run = toy.IsBall ? random.Uniform(0.3, 0.6) : random.Uniform(0.15, 0.3), y = random.Uniform(-0.1, 0.15);
        double speed = toy.IsBall ? random.Uniform(0.5, 1) : Math.Sqrt(2 * 9.81 * Math.Max(toy.Friction, 0.8) * (run + 0.05)) + random.Uniform(0.2, 0.6);
        Thing moving = toy.At(Props.On(stage, toy, side * (counter.HalfLengthM - run), y), new(side * speed, 0, 0));
        return new(stage, [moving, .. Props.Bystander(stage, random, -side * counter.HalfLengthM * 0.6, y, kind)]);
    }

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        double edge = clip.Script.Stage.Counter!.Value.HalfLengthM;
        int over = Enumerable.Range(0, Clip.Frames).FirstOrDefault(frame => Math.Abs(clip.Truth[frame][0].Pose.Position.X) > edge + 0.7 * clip.Script.Things[0].HalfExtentM.X);
        return over is > 1 and < Clip.Frames - 8 && clip.IsInView(0, over, over + 1) ? WithoutWeight.Draw(clip, over, random) : null;
    }
}

/// <summary>A ball flies through the air, thrown from the side. Impossible: as above, in flight.</summary>
internal sealed class Tossed : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Gravity;

    public override double Weight => 2;

    public override Script Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random);
        ThingClass kind = random.Pick(Props.Small);
        Thing thing = Thing.Draw(kind, random);
        int side = Props.Side(random);
        Vec3 from = new(-side * random.Uniform(0.3, 1.2), random.Uniform(-0.1, 0.15), stage.GroundM + thing.HalfHeightM + random.Uniform(0.05, 0.5));
        Vec3 velocity = new(side * random.Uniform(0, 1.4), 0, random.Uniform(0, 3));
        return new(stage, [thing with { Start = new(from, Quat.Identity), Velocity = new(velocity, Vec3.Zero) }, .. Props.Bystander(stage, random, side * 0.7, 0.1, kind)]);
    }

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        int frame = 1 + random.Index(5);
        double above = clip.Truth[frame + 1][0].Pose.Position.Z - clip.Script.Stage.GroundM - clip.Script.Things[0].HalfHeightM;
        return above > 0.1 && clip.IsInView(0, frame, frame + 1) ? WithoutWeight.Draw(clip, frame, random) : null;
    }
}

/// <summary>A ball rolls down a ramp, or up and down again. Impossible: it stays on the slope, or goes up by itself.</summary>
internal sealed class OnARamp : Scenario
{
    public override PhysicsCategory Category => PhysicsCategory.Gravity;

    public override Script Draw(RandomStream random)
    {
        Stage stage = Props.Stage(random, onCounter: false);
        Thing ball = Thing.Draw(random.Pick(Props.SmallBalls), random);
        int side = Props.Side(random);
        double tilt = side * random.Uniform(0.15, 0.35), half = random.Uniform(0.4, 0.6);
        double y = random.Uniform(-0.05, 0.15);
        Ramp ramp = new(new(-side * random.Uniform(0.1, 0.4), y, half * Math.Sin(Math.Abs(tilt)) + 0.005), half, random.Uniform(0.15, 0.25), tilt);
        bool upFirst = random.Chance(0.5);
        double along = side * half * (upFirst ? random.Uniform(0.1, 0.4) : random.Uniform(-0.85, -0.3));
        Vec3 downhill = ramp.Pose.Orientation.Rotate(Vec3.UnitX) * side;
        double speed = upFirst ? -random.Uniform(0.5, 1) : 0;
        Vec3 velocity = downhill * speed;
        Twist rolling = new(velocity, ramp.Pose.Orientation.AxisZ.Cross(velocity) / ball.HalfHeightM);
        return new(stage with { Ramp = ramp }, [ball with { Start = new(ramp.BallAt(along, ball.HalfHeightM), Quat.Identity), Velocity = rolling }]);
    }

    public override Violation? Violate(Clip clip, RandomStream random)
    {
        Ramp ramp = clip.Script.Stage.Ramp!.Value;
        double leastHeight = ramp.Centre.Z - 0.5 * ramp.HalfLengthM * Math.Sin(Math.Abs(ramp.TiltRad)) + clip.Script.Things[0].HalfHeightM;
        int frame = 2 + random.Index(6);
        ThingState now = clip.Truth[frame][0];
        if (now.Pose.Position.Z < leastHeight || !clip.IsInView(0, frame, frame + 2))
        {
            return null;
        }
        Vec3 uphill = ramp.Pose.Orientation.Rotate(Vec3.UnitX) * -Math.Sign(ramp.TiltRad);
        double climb = random.Chance(0.5) ? 0 : random.Uniform(0.3, 0.5);
        return new(climb > 0 ? "rolls uphill" : "stays on the slope", frame, edit => edit.Place(0,
            new Pose(now.Pose.Position + uphill * (climb * edit.StepsSince * edit.World.TimestepSec), now.Pose.Orientation)));
    }
}

/// <summary>Ways to lose one's weight in mid-air.</summary>
internal static class WithoutWeight
{
    public static Violation Draw(Clip clip, int frame, RandomStream random)
    {
        double mass = clip.Script.Things[0].MassKg, rise = random.Uniform(1.3, 1.6);
        return random.Index(3) switch
        {
            0 => new("hovers", frame, edit =>
            {
                if (edit.IsFirst)
                {
                    edit.Place(0, edit.World.GetPose(edit.Things[0]));
                }
                edit.Carry(0, mass, 1);
            }),
            1 => new("flies straight on", frame, edit => edit.Carry(0, mass, 1)),
            _ => new("rises", frame, edit => edit.Carry(0, mass, rise)),
        };
    }
}
