using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>Draws what scenarios have in common.</summary>
internal static class Props
{
    public static readonly ThingClass[] SmallBalls = [ThingClass.BowlingBall, ThingClass.TennisBall, ThingClass.ToyBall];
    public static readonly ThingClass[] Small = [ThingClass.BowlingBall, ThingClass.TennisBall, ThingClass.ToyBall, ThingClass.ToyBlock, ThingClass.Crate];

    /// <summary>On the floor, or on a counter as often.</summary>
    public static Stage Stage(RandomStream random, bool? onCounter = null)
    {
        Counter? counter = onCounter ?? random.Chance(0.5)
            ? new(random.Uniform(0.85, 1.15), random.Uniform(0.3, 0.4), random.Uniform(0.4, 0.8))
            : null;
        double ground = counter?.HeightM ?? 0;
        Vec3 from = new(random.Uniform(-0.5, 0.5), random.Uniform(-2.7, -2.1), ground + random.Uniform(0.55, 1.1));
        Vec3 forward = (new Vec3(random.Uniform(-0.1, 0.1), 0, ground + random.Uniform(0.1, 0.25)) - from).Normalized();
        Vec3 left = Vec3.UnitZ.Cross(forward).Normalized();
        return new() { Counter = counter, Camera = new(from, Quat.FromAxes(forward, left, forward.Cross(left))) };
    }

    public static Vec3 On(Stage stage, Thing thing, double x, double y) => new(x, y, stage.GroundM + thing.HalfHeightM + 0.0005);

    /// <summary>−1 or 1.</summary>
    public static int Side(RandomStream random) => random.Chance(0.5) ? 1 : -1;

    /// <summary>Now and then another thing lies about that has no part in the event.</summary>
    public static IEnumerable<Thing> Bystander(Stage stage, RandomStream random, double x, double y, params ThingClass[] taken)
    {
        ThingClass kind = random.Pick(Small);
        Thing thing = Thing.Draw(kind, random);
        bool isThere = random.Chance(0.35) && !taken.Contains(kind);
        return isThere ? [thing.At(On(stage, thing, x, y))] : [];
    }

    /// <summary>A screen before the way, which hides x ± <paramref name="halfWidthM"/> of it up to a height above the ground.</summary>
    /// <param name="y">Of the things hidden.</param>
    /// <param name="nearestM">How far towards the camera they reach from there.</param>
    public static Screen Screen(Stage stage, RandomStream random, double x, double y, double nearestM, double halfWidthM, double heightM, IReadOnlyList<(double, double)> heights)
    {
        double screenY = (stage.Counter is { } counter ? -counter.HalfDepthM : Math.Min(-0.3, y - nearestM - 0.1)) - random.Uniform(0.04, 0.1);
        Vec3 eye = stage.Camera.Position;
        double near = (screenY - eye.Y) / (y - eye.Y);
        double top = eye.Z + (stage.GroundM + heightM - eye.Z) * (screenY - eye.Y) / (y + nearestM - eye.Y) + random.Uniform(0.03, 0.08);
        return new(eye.X + (x - eye.X) * near, screenY, halfWidthM * near, top, stage.GroundM - 0.12, heights);
    }

    public static IReadOnlyList<(double, double)> Up { get; } = [(0, 1)];

    /// <summary>Frames at which a moving thing is on its way, in view, before and after a frame.</summary>
    public static bool MovesInView(Clip clip, int thing, int frame, double leastSpeed) =>
        frame is > 3 and < Clip.Frames - 5 && clip.IsInView(thing, frame - 3, frame)
        && clip.Truth[frame][thing].Velocity.Linear.HorizontalLength > leastSpeed
        && Math.Abs(clip.Truth[frame][thing].Velocity.Linear.Z) < 0.1;
}
