using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens.Plans;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Pictures;

/// <summary>A kitchen on one sheet: from above, from the living room, and the coffee machine from the front.</summary>
public static class KitchenPicture
{
    public const int Width = 1200;
    public const int Height = 600;
    private const int Gap = 4;
    private static readonly Vec3 MarkColour = new(0.10, 0.35, 0.85);

    /// <param name="kitchen">What to draw.</param>
    /// <param name="world">Built from <paramref name="scene"/>.</param>
    /// <param name="scene">The kitchen's scene, with or without a robot in it.</param>
    public static Picture Draw(Kitchen kitchen, IPhysicsWorld world, SceneDescription scene)
    {
        Picture picture = new(Width, Height);
        Fill(picture);
        SceneRenderer renderer = new(world, scene);
        PlanRect bounds = kitchen.Bounds;
        Vec3 lamp = new(0.6, -0.4, 6);

        Viewport planPort = new(0, 0, Width / 2 - Gap / 2, Height);
        Viewpoint above = Viewpoint.FromAbove(Vec3.Zero, Math.Max(bounds.SizeX, bounds.SizeY) + 0.5);
        renderer.Draw(picture, planPort, above, lamp);
        MarkRobot(picture, kitchen.RobotStart, planPort, above);

        int halfHeight = Height / 2 - Gap / 2;
        Viewport overview = new(Width / 2 + Gap / 2, 0, Width / 2 - Gap / 2, halfHeight);
        renderer.Draw(picture, overview, FromFarCorner(kitchen), lamp);

        Viewport close = overview with { Y = Height / 2 + Gap / 2 };
        Pose machine = kitchen.Machine.Pose;
        Viewpoint front = Viewpoint.LookingAt(machine.Transform(new Vec3(1.25, 0.30, 0.55)), machine.Transform(new Vec3(0, 0, 0.12)), 75 * Math.PI / 180);
        renderer.Draw(picture, close, front, machine.Transform(new Vec3(1.4, 0.9, 1.3)));
        return picture;
    }

    /// <summary>From the corner of the room that is farthest from the machine, under the ceiling.</summary>
    private static Viewpoint FromFarCorner(Kitchen kitchen)
    {
        Vec3 machine = kitchen.Machine.Pose.Position;
        PlanRect inner = kitchen.Bounds.Inflate(-0.25);
        Vec3 corner = new(machine.X > 0 ? inner.MinX : inner.MaxX, machine.Y > 0 ? inner.MinY : inner.MaxY, 2.3);
        return Viewpoint.LookingAt(corner, new Vec3(machine.X * 0.5, machine.Y * 0.5, 0.5), 74 * Math.PI / 180);
    }

    /// <summary>The start: a ring of the base's size with a line to its front.</summary>
    private static void MarkRobot(Picture picture, Pose2 start, Viewport viewport, Viewpoint viewpoint)
    {
        for (int i = 0; i < 720; i++)
        {
            (double sin, double cos) = Math.SinCos(i * Math.PI / 360);
            Mark(new Vec3(DriveMap.BaseRadiusM * cos, DriveMap.BaseRadiusM * sin, 0));
            Mark(new Vec3(DriveMap.BaseRadiusM * 1.5 * i / 720, 0, 0));
        }

        void Mark(Vec3 pointInRobot)
        {
            (double x, double y) = SceneRenderer.Project(start.ToPose().Transform(pointInRobot), viewport, viewpoint);
            for (int dx = 0; dx < 2; dx++)
            {
                for (int dy = 0; dy < 2; dy++)
                {
                    int px = (int)x + dx;
                    int py = (int)y + dy;
                    if (px >= viewport.X && px < viewport.X + viewport.Width && py >= 0 && py < picture.Height)
                    {
                        picture.Set(px, py, MarkColour);
                    }
                }
            }
        }
    }

    private static void Fill(Picture picture)
    {
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                picture.Set(x, y, new(1, 1, 1));
            }
        }
    }
}
