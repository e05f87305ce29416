using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Intuition.Scene;

/// <summary>A square ring in which a ball sits.</summary>
/// <param name="HeightM">Of its middle above the floor.</param>
/// <param name="HalfWidthM">Of the hole.</param>
public readonly record struct RackRing(double HeightM, double HalfWidthM);

/// <summary>A stand that holds balls one above the other, each in a ring below its middle; the rings are mounted on a post behind.</summary>
/// <param name="Rings">By ball, from below.</param>
public sealed record Rack(IReadOnlyList<Vec3> Centres, IReadOnlyList<RackRing> Rings)
{
    internal const string Name = "rack";

    /// <summary>Share of a ball's radius that its ring is below its middle.</summary>
    private const double RingBelow = 0.5;
    private const double HalfThicknessM = 0.004, PostHalfWidthM = 0.012, PlayM = 0.0006;

    /// <summary>The rack in which these balls sit as they start.</summary>
    public static Rack Around(IReadOnlyList<Thing> balls) => new(
        [.. balls.Select(ball => ball.Start.Position)],
        [.. balls.Select(ball => new RackRing(ball.Start.Position.Z - RingBelow * ball.HalfHeightM, Math.Sqrt(1 - RingBelow * RingBelow) * ball.HalfHeightM + PlayM))]);

    public double TopM => Rings[^1].HeightM + HalfThicknessM;

    /// <summary>Depth of the post, behind the widest ring.</summary>
    public double PostY => Enumerable.Range(0, Rings.Count).Max(i => Centres[i].Y + Rings[i].HalfWidthM) + 0.05;

    /// <summary>Points spread over it, by which it can be told whether any of it is in view.</summary>
    internal IEnumerable<Vec3> Outline()
    {
        for (int i = 0; i < Rings.Count; i++)
        {
            double half = Rings[i].HalfWidthM + HalfThicknessM;
            for (int step = -4; step <= 4; step++)
            {
                double along = half * step / 4;
                foreach ((double x, double y) in new[] { (along, -half), (along, half), (-half, along), (half, along) })
                {
                    yield return new Vec3(Centres[i].X + x, Centres[i].Y + y, TopOf(i));
                }
            }
        }
        for (int step = 0; step <= 6; step++)
        {
            yield return new Vec3(Centres[0].X, PostY, TopM * step / 6);
        }
    }

    internal BodyDescription ToBody()
    {
        List<ShapeDescription> shapes = [Shape("post", new(PostHalfWidthM, PostHalfWidthM, TopM / 2), new(Centres[0].X, PostY, TopM / 2), CollisionGroup.None)];
        for (int i = 0; i < Rings.Count; i++)
        {
            (double half, double z, Vec3 centre) = (Rings[i].HalfWidthM, Rings[i].HeightM, Centres[i]);
            double reach = half + 2 * HalfThicknessM, back = centre.Y + reach, armHalf = (PostY - back) / 2;
            foreach (int side in new[] { -1, 1 })
            {
                double off = side * (half + HalfThicknessM);
                shapes.Add(Shape($"ring{i}_x{side}", new(HalfThicknessM, reach, HalfThicknessM), new(centre.X + off, centre.Y, z), CollisionGroup.Static));
                shapes.Add(Shape($"ring{i}_y{side}", new(reach, HalfThicknessM, HalfThicknessM), new(centre.X, centre.Y + off, z), CollisionGroup.Static));
            }
            shapes.Add(Shape($"arm{i}", new(HalfThicknessM, armHalf, HalfThicknessM), new(centre.X, back + armHalf, z), CollisionGroup.None));
        }
        return new() { Name = Name, Pose = Pose.Identity, Shapes = shapes };
    }

    private double TopOf(int ring) => Rings[ring].HeightM + HalfThicknessM;

    private static ShapeDescription Shape(string name, Vec3 half, Vec3 at, CollisionGroup collision) => new()
    {
        Name = $"{Name}_{name}",
        Kind = ShapeKind.Box,
        Size = half,
        Pose = new Pose(at, Quat.Identity),
        Collision = collision,
        Colour = new(0.20f, 0.20f, 0.22f),
    };
}
