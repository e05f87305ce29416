using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Intuition.Scene;
using RoboticsStack.Plant.Sensors;
using RoboticsStack.Scenes;

namespace RoboticsStack.Intuition.Observing;

/// <summary>
/// Stands in for a camera with a learned detector, as the plant's own detector does and with its errors, for things that are in no kitchen: it
/// needs line of sight, misses what is small or half hidden, and blurs places by distance. Noise depends on frame and thing alone, so that two clips of a pair
/// are told apart by what happens, not by luck.
/// </summary>
internal sealed class ClipCamera
{
    /// <summary>Of a camera with 640 × 480 pixels; a tennis ball 2.5 m away covers about 120 of them.</summary>
    private const double HalfWidth = 0.70, HalfHeight = 0.525, PixelsPerTangent = 320 / HalfWidth;
    private const int Rays = 24;

    private static readonly DetectorOptions Detector = DetectorOptions.Wrist;
    private static readonly BodyHandle NoBody = new(-1);
    private static readonly (double Y, double Z)[] Disc = Sunflower();

    private readonly Script _script;
    private readonly ulong _seed;
    private readonly Vec3[] _directions = new Vec3[Rays];
    private readonly RayHit[] _hits = new RayHit[Rays];
    private readonly Vec3[] _bias;

    public ClipCamera(Script script, ulong seed)
    {
        (_script, _seed) = (script, seed);
        RandomStream random = RandomStream.For(seed, "detector bias");
        _bias = [.. script.Things.Select(_ => Gaussian(random) * Detector.PositionBiasM)];
    }

    public Sighting[] Look(IPhysicsWorld world, IReadOnlyList<BodyHandle> bodies, int frame)
    {
        Sighting[] seen = new Sighting[bodies.Count];
        for (int i = 0; i < seen.Length; i++)
        {
            RandomStream random = RandomStream.For(_seed, $"frame {frame} thing {i}");
            seen[i] = Look(world, bodies[i], i, random);
        }
        return seen;
    }

    /// <summary>The stage as it is in view now; a board or a rack of which nothing can be seen is left out.</summary>
    public Stage View(IPhysicsWorld world)
    {
        Stage stage = _script.Stage;
        bool ramp = stage.Ramp is { } board && IsAnyInView(world, world.FindBody(Ramp.Name), board.Outline());
        bool rack = stage.Rack is { } stand && IsAnyInView(world, world.FindBody(Rack.Name), stand.Outline());
        return stage with { Ramp = ramp ? stage.Ramp : null, Rack = rack ? stage.Rack : null };
    }

    private bool IsAnyInView(IPhysicsWorld world, BodyHandle body, IEnumerable<Vec3> points)
    {
        Pose camera = _script.Stage.Camera;
        foreach (Vec3[] part in points.Chunk(Rays))
        {
            for (int i = 0; i < part.Length; i++)
            {
                _directions[i] = (part[i] - camera.Position).Normalized();
            }
            world.CastRays(camera.Position, _directions.AsSpan(0, part.Length), 12, NoBody, _hits.AsSpan(0, part.Length));
            for (int i = 0; i < part.Length; i++)
            {
                if (_hits[i].IsHit && (world.GetBodyOf(_hits[i].Shape) == body || _hits[i].DistanceM > part[i].DistanceTo(camera.Position) - 0.01))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private Sighting Look(IPhysicsWorld world, BodyHandle body, int index, RandomStream random)
    {
        double luck = random.Uniform();
        Vec3 noise = Gaussian(random), sizeNoise = Gaussian(random);
        Vec3 position = world.GetPose(body).Position, half = _script.Things[index].HalfExtentM;
        Pose camera = _script.Stage.Camera;
        double distance = position.DistanceTo(camera.Position), radius = Math.Min(half.X, Math.Min(half.Y, half.Z));
        double share = distance < 8 ? VisibleShare(world, body, position, radius, camera) : 0;
        double radiusPixels = radius / distance * PixelsPerTangent;
        int pixels = (int)Math.Round(share * Math.PI * radiusPixels * radiusPixels);
        if (pixels == 0 || luck < Detector.MissProbabilityAt(pixels))
        {
            return new(false, Vec3.Zero, Vec3.Zero, share);
        }
        double sigma = Detector.PositionNoiseM + Detector.PositionNoisePerM * distance;
        Vec3 extent = new(half.X * (1 + Detector.SizeNoise * sizeNoise.X), half.Y * (1 + Detector.SizeNoise * sizeNoise.Y), half.Z * (1 + Detector.SizeNoise * sizeNoise.Z));
        return new(true, position + _bias[index] + noise * sigma, extent, share);
    }

    /// <summary>Share of rays to a disc across the thing, as wide as its smallest side, that meet it first.</summary>
    private double VisibleShare(IPhysicsWorld world, BodyHandle body, Vec3 position, double radius, Pose camera)
    {
        Vec3 forward = (position - camera.Position).Normalized();
        Vec3 left = Vec3.UnitZ.Cross(forward).Normalized(), up = forward.Cross(left);
        int inView = 0;
        for (int i = 0; i < Rays; i++)
        {
            Vec3 direction = (position + (left * Disc[i].Y + up * Disc[i].Z) * radius - camera.Position).Normalized();
            Vec3 inCamera = camera.Orientation.Inverse().Rotate(direction);
            bool isInView = inCamera.X > 0 && Math.Abs(inCamera.Y) <= HalfWidth * inCamera.X && Math.Abs(inCamera.Z) <= HalfHeight * inCamera.X;
            if (isInView)
            {
                _directions[inView++] = direction;
            }
        }
        world.CastRays(camera.Position, _directions.AsSpan(0, inView), 12, NoBody, _hits.AsSpan(0, inView));
        int met = 0;
        for (int i = 0; i < inView; i++)
        {
            met += _hits[i].IsHit && world.GetBodyOf(_hits[i].Shape) == body ? 1 : 0;
        }
        return (double)met / Rays;
    }

    private static Vec3 Gaussian(RandomStream random) => new(random.Gaussian(), random.Gaussian(), random.Gaussian());

    /// <summary>Points spread evenly over a disc of 0.9: Vogel's spiral (1979).</summary>
    private static (double Y, double Z)[] Sunflower()
    {
        double golden = Math.PI * (3 - Math.Sqrt(5));
        return [.. Enumerable.Range(0, Rays).Select(i => (0.9 * Math.Sqrt((i + 0.5) / Rays) * Math.Cos(i * golden), 0.9 * Math.Sqrt((i + 0.5) / Rays) * Math.Sin(i * golden)))];
    }
}
