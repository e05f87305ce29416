using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Pictures;

/// <summary>Part of a picture, in pixels.</summary>
public readonly record struct Viewport(int X, int Y, int Width, int Height);

/// <param name="Pose">In the world: x forward, y left, z up.</param>
/// <param name="HorizontalFovRad">Pixels are square, so the vertical field of view follows from the viewport.</param>
/// <param name="MaxDistanceM">Nothing is drawn beyond.</param>
public readonly record struct Viewpoint(Pose Pose, double HorizontalFovRad, double MaxDistanceM = 20)
{
    public static Viewpoint LookingAt(Vec3 from, Vec3 target, double horizontalFovRad)
    {
        Vec3 x = (target - from).Normalized();
        Vec3 y = Vec3.UnitZ.Cross(x).Normalized();
        return new(new(from, Quat.FromAxes(x, y, x.Cross(y))), horizontalFovRad);
    }

    /// <summary>Straight down from so high up that lines stay nearly parallel; world x runs to the right.</summary>
    public static Viewpoint FromAbove(Vec3 centre, double widthM)
    {
        const double HeightM = 60;
        Quat down = Quat.FromAxes(-Vec3.UnitZ, -Vec3.UnitX, Vec3.UnitY);
        return new(new(centre + new Vec3(0, 0, HeightM), down), 2 * Math.Atan2(widthM / 2, HeightM), HeightM + 5);
    }
}

/// <summary>
/// Draws a world as its sensors' rays meet it: visible shapes in their colours, lit by one lamp with shadows. For pictures of any scene, not
/// for speed.
/// </summary>
public sealed class SceneRenderer
{
    private const int Samples = 2;
    private const double ShadowSlackM = 0.01;
    private static readonly BodyHandle NoBody = new(-1);
    private static readonly Vec3 Background = new(0.97, 0.97, 0.96);

    private readonly IPhysicsWorld _world;
    private readonly Vec3[] _colours;

    /// <exception cref="ArgumentException">The world was not built from this scene.</exception>
    public SceneRenderer(IPhysicsWorld world, SceneDescription scene)
    {
        _world = world;
        _colours = new Vec3[world.ShapeCount];
        foreach (ShapeDescription shape in scene.Bodies.SelectMany(body => body.Shapes))
        {
            _colours[world.FindShape(shape.Name).Index] = new(shape.Colour.R, shape.Colour.G, shape.Colour.B);
        }
    }

    /// <param name="picture">Drawn into.</param>
    /// <param name="viewport">Where.</param>
    /// <param name="viewpoint">Seen from where.</param>
    /// <param name="lamp">Position of the light in the world.</param>
    public void Draw(Picture picture, Viewport viewport, Viewpoint viewpoint, Vec3 lamp)
    {
        int columns = viewport.Width * Samples;
        int rows = viewport.Height * Samples;
        Vec3[] above = new Vec3[columns];
        Vec3[] shades = new Vec3[columns];
        Vec3[] points = new Vec3[columns];
        Vec3[] sums = new Vec3[viewport.Width];
        Scanline scan = new(columns);
        for (int row = 0; row < rows; row++)
        {
            Cast(viewpoint, viewport, row, columns, scan);
            (points, above) = (above, points);
            scan.Points.CopyTo(points, 0);
            Shade(scan, row == 0 ? points : above, viewpoint.Pose.Position, lamp, shades);
            for (int column = 0; column < columns; column++)
            {
                sums[column / Samples] += shades[column] / (Samples * Samples);
            }
            if (row % Samples == Samples - 1)
            {
                for (int x = 0; x < viewport.Width; x++)
                {
                    picture.Set(viewport.X + x, viewport.Y + row / Samples, sums[x]);
                    sums[x] = Vec3.Zero;
                }
            }
        }
    }

    /// <summary>Where a point of the world appears in a viewport, in pixels of the picture.</summary>
    public static (double X, double Y) Project(Vec3 point, Viewport viewport, Viewpoint viewpoint)
    {
        Vec3 p = viewpoint.Pose.Inverse().Transform(point);
        double scale = viewport.Width / 2.0 / Math.Tan(viewpoint.HorizontalFovRad / 2);
        return (viewport.X + viewport.Width / 2.0 - p.Y / p.X * scale, viewport.Y + viewport.Height / 2.0 - p.Z / p.X * scale);
    }

    private void Cast(Viewpoint viewpoint, Viewport viewport, int row, int columns, Scanline scan)
    {
        double half = Math.Tan(viewpoint.HorizontalFovRad / 2);
        double up = half * viewport.Height / viewport.Width * (1 - 2 * (row + 0.5) / (viewport.Height * Samples));
        for (int column = 0; column < columns; column++)
        {
            double left = half * (1 - 2 * (column + 0.5) / columns);
            scan.Directions[column] = viewpoint.Pose.Orientation.Rotate(new Vec3(1, left, up)).Normalized();
        }
        _world.CastRays(viewpoint.Pose.Position, scan.Directions, viewpoint.MaxDistanceM, NoBody, scan.Hits);
        for (int column = 0; column < columns; column++)
        {
            double distance = scan.Hits[column].IsHit ? scan.Hits[column].DistanceM : viewpoint.MaxDistanceM;
            scan.Points[column] = viewpoint.Pose.Position + scan.Directions[column] * distance;
        }
    }

    private void Shade(Scanline scan, Vec3[] above, Vec3 eye, Vec3 lamp, Vec3[] shades)
    {
        for (int i = 0; i < shades.Length; i++)
        {
            scan.Directions[i] = (scan.Points[i] - lamp).Normalized();
        }
        _world.CastRays(lamp, scan.Directions, 100, NoBody, scan.Lit);
        for (int i = 0; i < shades.Length; i++)
        {
            if (!scan.Hits[i].IsHit)
            {
                shades[i] = Background;
                continue;
            }
            Vec3 normal = Normal(scan, above, i, eye);
            double facing = Math.Max(0, -normal.Dot(scan.Directions[i]));
            bool lit = scan.Lit[i].DistanceM > (scan.Points[i] - lamp).Length - ShadowSlackM;
            double sky = 0.5 + 0.5 * normal.Z;
            shades[i] = _colours[scan.Hits[i].Shape.Index] * (0.42 + 0.16 * sky + (lit ? 0.50 * facing : 0));
        }
    }

    /// <summary>From the neighbouring hits on the same shape, facing the eye.</summary>
    private static Vec3 Normal(Scanline scan, Vec3[] above, int i, Vec3 eye)
    {
        int side = i + 1 < scan.Points.Length && scan.Hits[i + 1].Shape == scan.Hits[i].Shape ? i + 1 : Math.Max(0, i - 1);
        Vec3 toEye = (eye - scan.Points[i]).Normalized();
        Vec3 cross = (scan.Points[side] - scan.Points[i]).Cross(above[i] - scan.Points[i]);
        if (cross.LengthSquared < 1e-24)
        {
            return toEye;
        }
        Vec3 normal = cross.Normalized();
        return normal.Dot(toEye) < 0 ? -normal : normal;
    }

    private sealed class Scanline(int columns)
    {
        public Vec3[] Directions { get; } = new Vec3[columns];
        public RayHit[] Hits { get; } = new RayHit[columns];
        public RayHit[] Lit { get; } = new RayHit[columns];
        public Vec3[] Points { get; } = new Vec3[columns];
    }
}
