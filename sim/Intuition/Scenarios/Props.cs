using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;

namespace RoboticsStack.Intuition.Scenarios;

/// <summary>A box of space, for what a screen is to hide. Metres, map frame.</summary>
internal readonly record struct Extent(double MinX, double MaxX, double NearY, double FarY, double TopZ);

/// <summary>Draws what scenarios have in common.</summary>
internal static class Props
{
    public const double GravityMps2 = 9.81;

    public static readonly ThingClass[] SmallBalls = [ThingClass.BowlingBall, ThingClass.TennisBall, ThingClass.ToyBall];
    public static readonly ThingClass[] Small = [ThingClass.BowlingBall, ThingClass.TennisBall, ThingClass.ToyBall, ThingClass.ToyBlock, ThingClass.Crate];

    /// <summary>On the floor, or on a counter as often.</summary>
    /// <param name="eyeM">Height of the camera above the ground; drawn when not given.</param>
    public static Stage Stage(RandomStream random, bool? onCounter = null, double? eyeM = null)
    {
        Counter? counter = onCounter ?? random.Chance(0.5)
            ? new(random.Uniform(0.85, 1.15), random.Uniform(0.3, 0.4), random.Uniform(0.4, 0.8))
            : null;
        double ground = counter?.HeightM ?? 0;
        Vec3 from = new(random.Uniform(-0.5, 0.5), random.Uniform(-2.7, -2.1), ground + (eyeM ?? random.Uniform(0.55, 1.1)));
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

    /// <summary>The space that a thing takes while its middle is within <paramref name="alongM"/> of a place, and <paramref name="spareM"/> about it.</summary>
    public static Extent Around(Thing thing, Vec3 place, double alongM, double spareM) => new(
        place.X - alongM, place.X + alongM, place.Y - thing.HalfExtentM.Y, place.Y + thing.HalfExtentM.Y, place.Z + thing.HalfHeightM + spareM);

    /// <summary>A screen that, when it is up, hides all of a space from the camera.</summary>
    public static Screen Hiding(Stage stage, RandomStream random, Extent space, IReadOnlyList<(double, double)> heights)
    {
        Vec3 eye = stage.Camera.Position;
        double y = (stage.Counter is { } counter ? -counter.HalfDepthM : Math.Min(-0.3, space.NearY - 0.1)) - random.Uniform(0.04, 0.1);
        double near = (y - eye.Y) / (space.NearY - eye.Y), far = (y - eye.Y) / (space.FarY - eye.Y);
        double Across(double x, double share) => eye.X + (x - eye.X) * share;
        double min = Math.Min(Across(space.MinX, near), Across(space.MinX, far)), max = Math.Max(Across(space.MaxX, near), Across(space.MaxX, far));
        double top = Math.Max(eye.Z + (space.TopZ - eye.Z) * near, eye.Z + (space.TopZ - eye.Z) * far);
        return new((min + max) / 2, y, (max - min) / 2, top, stage.GroundM - 0.12, heights);
    }

    public static IReadOnlyList<(double, double)> Up { get; } = [(0, 1)];

    /// <summary>Down, up for a while, and down again.</summary>
    public static IReadOnlyList<(double, double)> UpBetween(double fromSec, double toSec) => [(fromSec, 0), (fromSec + 0.3, 1), (toSec, 1), (toSec + 0.3, 0)];

    /// <summary>Going up within a time, and staying there.</summary>
    public static IReadOnlyList<(double, double)> UpAfter(double fromSec, double tillSec) => [(fromSec, 0), (tillSec, 1)];

    /// <summary>First frame in which a thing is not where it is in the other clip; 0 when it is always.</summary>
    public static int Parting(Clip first, Clip second, int thing) =>
        Enumerable.Range(1, Clip.Frames - 1).FirstOrDefault(frame => first.Apart(second, thing, frame) > 0.008);

    /// <summary>All other things are where they are in the other clip, about a frame.</summary>
    public static bool OthersAgree(Clip first, Clip second, int thing, int frame) =>
        Enumerable.Range(0, first.Script.Things.Count).All(other => other == thing || (first.Apart(second, other, frame) < 0.004 && first.Apart(second, other, frame - 1) < 0.004));
}
