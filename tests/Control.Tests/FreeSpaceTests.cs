using System.Buffers.Binary;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Control.Tests;

/// <summary>Free is what a camera has seen through, and nothing else.</summary>
[Trait("safety", nameof(GateFunction.ObstacleDistance))]
public sealed class FreeSpaceTests
{
    private const int Width = 96, Height = 72, Seed = 11;
    private const double TanWidth = 1, TanHeight = 0.75, RadiusM = 1.2;
    private readonly FreeSpace _free = new();

    [Fact]
    public void Nothing_is_free_before_anything_was_seen() => Assert.All(Points(new(Seed), 200), point => Assert.False(_free.IsFree(point)));

    [Fact]
    public void Of_random_boxes_nothing_inside_and_nothing_in_their_shadow_is_free_and_most_of_what_is_in_view_is()
    {
        for (int n = 0; n < 30; n++)
        {
            RandomStream random = RandomStream.For(Seed, $"boxes/{n}");
            FreeSpace free = new();
            Vec3 half = new(random.Uniform(0.04, 0.2), random.Uniform(0.04, 0.2), random.Uniform(0.04, 0.2));
            Vec3 middle = new(random.Uniform(0.3, 0.9), random.Uniform(-0.5, 0.5), random.Uniform(0.4, 1.0));
            Pose camera = new(new(random.Uniform(-0.3, -0.1), random.Uniform(-0.2, 0.2), random.Uniform(0.9, 1.5)), Quat.FromRotationVector(new(0, random.Uniform(0.1, 0.5), 0)));
            free.SeeThrough(Image(camera, ray => Enters(camera.Position, ray, middle, half)), default, RadiusM);
            int seen = 0, isFree = 0;
            foreach (Vec3 point in Points(random, 3000))
            {
                Vec3 inCamera = camera.Inverse().Transform(point), way = point - camera.Position;
                // A cell that the box's edge cuts, and a ray beside it, may go either way.
                double? box = Enters(camera.Position, way, middle, half - new Vec3(0.03, 0.03, 0.03));
                bool isBehind = box is { } at && at < 1;
                bool isInView = inCamera.X > 0.15 && Math.Abs(inCamera.Y / inCamera.X) < 0.9 * TanWidth && Math.Abs(inCamera.Z / inCamera.X) < 0.9 * TanHeight;
                Assert.False(free.IsFree(point) && isBehind, $"seed {Seed}, {n}: {point} is hidden, and free");
                bool isClear = isInView && point.HorizontalLength < RadiusM - 0.05 && point.Z < 1.8 && Enters(camera.Position, way * 1.1, middle, half + new Vec3(0.04, 0.04, 0.04)) is not (>= 0 and <= 1);
                (seen, isFree) = (seen + (isClear ? 1 : 0), isFree + (isClear && free.IsFree(point) ? 1 : 0));
            }
            Assert.True(isFree > 0.99 * seen && seen > 100, $"seed {Seed}, {n}: {isFree} of {seen}");
        }
    }

    [Fact]
    public void Where_the_robot_is_is_free_and_beside_it_is_not_known()
    {
        Vec3 centre = new(0.4, -0.2, 0.9);
        _free.Occupy(centre, 0.2);
        Assert.True(_free.IsFree(centre + new Vec3(0.15, 0, 0)));
        Assert.False(_free.IsFree(centre + new Vec3(0.25, 0, 0)));
        Assert.False(_free.IsFree(centre + new Vec3(0, 0, 0.25)));
    }

    [Fact]
    public void The_frontier_closes_round_what_is_free_beside_a_surface_and_there_alone_and_lies_open_at_the_surface()
    {
        Vec3 centre = new(0.4, -0.2, 0.9);
        const double BallM = 0.2, WallX = 0.5;
        _free.Occupy(centre, BallM);
        (PointBuckets wall, float[] x, float[] y, float[] z) = (new(), new float[4000], new float[4000], new float[4000]);
        Assert.Equal(0, _free.CopyFrontier(wall, x, y, z, default, RadiusM));
        float[][] surface = [.. Enumerable.Range(0, 3).Select(axis => Enumerable.Range(0, 400).Select(i => (float)(axis == 0 ? WallX : (axis == 1 ? centre.Y + 0.015 * (i / 20 - 10) : centre.Z + 0.015 * (i % 20 - 10)))).ToArray())];
        wall.Set(surface[0], surface[1], surface[2], 0, 0);
        int count = _free.CopyFrontier(wall, x, y, z, default, RadiusM);
        Vec3[] faces = [.. Enumerable.Range(0, count).Select(i => new Vec3(x[i], y[i], z[i]))];
        RandomStream random = new(Seed);
        int near = 0;
        for (int n = 0; n < 2000; n++)
        {
            Vec3 point = centre + new Vec3(random.Gaussian(), random.Gaussian(), random.Gaussian()).Normalized() * BallM;
            double toWall = Enumerable.Range(0, 400).Min(i => point.DistanceTo(new(surface[0][i], surface[1][i], surface[2][i])));
            double nearest = faces.Min(face => face.DistanceTo(point));
            near += toWall < 0.025 ? 1 : 0;
            Assert.True(toWall > 0.025 || nearest < 0.05, $"seed {Seed}: {nearest:F3} m without a frontier at {point}, {toWall:F3} m from the wall");
            // Two cells on, up and down, and one aside: from a wall's point to the far corner it is 0.13 m.
            Assert.True(toWall < 0.13 || nearest > 0.03, $"seed {Seed}: a frontier at {point}, {toWall:F3} m from the wall");
        }
        Assert.True(near > 30);
        Assert.All(faces, face => Assert.InRange(face.DistanceTo(centre), BallM - 0.03, BallM + 0.03));
    }

    /// <param name="bottomM">Of a hand over a worktop that its shadow hides, above the worktop.</param>
    /// <param name="isSeenBelow">A camera has seen through just above the worktop.</param>
    /// <param name="mayStand">Something may be there that no camera has seen.</param>
    [Theory]
    [InlineData(0.03, false, true)]
    [InlineData(0.10, false, true)]
    [InlineData(0.20, false, false)]
    [InlineData(0.10, true, false)]
    public void In_the_hands_own_shadow_on_a_worktop_something_may_stand_as_high_as_a_mug_unless_a_camera_has_seen_through_below(double bottomM, bool isSeenBelow, bool mayStand)
    {
        const double TopM = 0.9, HandM = 0.07;
        Vec3 hand = new(0.5, 0.1, TopM + bottomM + HandM);
        _free.Occupy(hand, HandM);
        if (isSeenBelow)
        {
            for (double x = -0.15; x <= 0.15; x += 0.03)
            {
                for (double y = -0.15; y <= 0.15; y += 0.03)
                {
                    _free.Occupy(new(hand.X + x, hand.Y + y, TopM + 0.045), 0.03);
                }
            }
        }
        Vec3[] seen =
        [
            .. from i in Enumerable.Range(-30, 61) from j in Enumerable.Range(-30, 61) let at = new Vec3(hand.X + 0.015 * i, hand.Y + 0.015 * j, TopM)
               where (at - hand).HorizontalLength > 0.12 select at,
        ];
        PointBuckets worktop = new();
        worktop.Set([.. seen.Select(at => (float)at.X)], [.. seen.Select(at => (float)at.Y)], [.. seen.Select(at => (float)at.Z)], 0, 0);
        (float[] faceX, float[] faceY, float[] faceZ) = (new float[8000], new float[8000], new float[8000]);
        int count = _free.CopyFrontier(worktop, faceX, faceY, faceZ, default, RadiusM);
        Vec3 palm = hand - new Vec3(0, 0, HandM);
        Assert.Equal(mayStand, Enumerable.Range(0, count).Any(i => palm.DistanceTo(new(faceX[i], faceY[i], faceZ[i])) < 0.04));
    }

    [Fact]
    public void What_the_robot_has_left_far_behind_is_forgotten()
    {
        _free.Occupy(new(0, 0, 1), 0.3);
        // The columns' room wraps round after 3.84 m.
        _free.Occupy(new(3.84, 0, 1), 0.3);
        Assert.True(_free.IsFree(new(3.85, 0.01, 1)));
        Assert.False(_free.IsFree(new(0.01, 0.01, 1)));
    }

    private static IEnumerable<Vec3> Points(RandomStream random, int count) =>
        Enumerable.Range(0, count).Select(_ => new Vec3(random.Uniform(-1.1, 1.1), random.Uniform(-1.1, 1.1), random.Uniform(0.1, 1.8)));

    /// <param name="camera">Where it is.</param>
    /// <param name="reach">How often a ray of one metre along the camera's axis has to be laid end to end to hit something; null for nothing within 4 m.</param>
    private static DepthView Image(Pose camera, Func<Vec3, double?> reach)
    {
        byte[] depth = new byte[2 * Width * Height];
        for (int i = 0; i < Width * Height; i++)
        {
            Vec3 ray = camera.Orientation.Rotate(new(1, TanWidth * (1 - (2 * (i % Width) + 1.0) / Width), TanHeight * (1 - (2 * (i / Width) + 1.0) / Height)));
            BinaryPrimitives.WriteUInt16LittleEndian(depth.AsSpan(2 * i), (ushort)Math.Round(1000 * Math.Min(4, reach(ray) ?? 4)));
        }
        return new(depth, Width, Height, TanWidth, TanHeight, camera);
    }

    /// <summary>Where along a way from a point a box begins, as a share of the way; 0 from inside, null if it is missed.</summary>
    private static double? Enters(Vec3 from, Vec3 way, Vec3 middle, Vec3 half)
    {
        (double first, double last) = (0, double.PositiveInfinity);
        foreach ((double at, double step, double centre, double reach) in new[] { (from.X, way.X, middle.X, half.X), (from.Y, way.Y, middle.Y, half.Y), (from.Z, way.Z, middle.Z, half.Z) })
        {
            double a = (centre - reach - at) / step, b = (centre + reach - at) / step;
            (first, last) = (Math.Max(first, Math.Min(a, b)), Math.Min(last, Math.Max(a, b)));
        }
        return first <= last ? first : null;
    }
}
