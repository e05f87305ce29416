using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Intuition.Scene;

/// <summary>A counter standing on the floor about the origin; x along its front.</summary>
public readonly record struct Counter(double HalfLengthM, double HalfDepthM, double HeightM);

/// <summary>An upright wall across the way, standing on the ground of the scene.</summary>
public readonly record struct Wall(double X, double Y, double HalfThicknessM, double HalfDepthM, double TopM);

/// <summary>A board, inclined or level; positive tilt raises the end at negative x.</summary>
public readonly record struct Ramp(Vec3 Centre, double HalfLengthM, double HalfWidthM, double TiltRad)
{
    public const double HalfThicknessM = 0.02;

    public Pose Pose => new(Centre, Quat.FromAxisAngle(Vec3.UnitY, TiltRad));

    internal const string Name = "ramp";

    /// <summary>Points spread over its upper side and its front, by which it can be told whether any of it is in view.</summary>
    internal IEnumerable<Vec3> Outline()
    {
        Pose pose = Pose;
        double length = HalfLengthM, width = HalfWidthM;
        return Enumerable.Range(-6, 13).SelectMany(step => new[] { -1.0, -0.5, 0, 0.5, 1 }
            .Select(across => pose.Transform(new Vec3(length * step / 6, width * across, HalfThicknessM))).Append(pose.Transform(new Vec3(length * step / 6, -width, 0))));
    }

    /// <summary>Centre of a ball that touches the board so far along it (positive: downhill for positive tilt).</summary>
    public Vec3 BallAt(double alongM, double radiusM) => Pose.Transform(new Vec3(alongM, 0, HalfThicknessM + radiusM));
}

/// <summary>A screen that hides what is behind it and touches nothing. It can be raised and lowered.</summary>
/// <param name="TopM">Height of its upper edge when it is up.</param>
/// <param name="LoweredTopM">And when it is down.</param>
/// <param name="Heights">Share of being up by time: (seconds, share), linear between; a single entry stays.</param>
public sealed record Screen(double X, double Y, double HalfWidthM, double TopM, double LoweredTopM, IReadOnlyList<(double AtSec, double Up)> Heights)
{
    /// <summary>Height of the upper edge, metres above the floor.</summary>
    public double TopAt(double timeSec)
    {
        int next = 0;
        while (next < Heights.Count && Heights[next].AtSec <= timeSec)
        {
            next++;
        }
        double up = next == 0 ? Heights[0].Up : next == Heights.Count ? Heights[^1].Up : Between(Heights[next - 1], Heights[next], timeSec);
        return LoweredTopM + (TopM - LoweredTopM) * up;
    }

    private static double Between((double AtSec, double Up) a, (double AtSec, double Up) b, double timeSec) =>
        a.Up + (b.Up - a.Up) * (timeSec - a.AtSec) / (b.AtSec - a.AtSec);
}

/// <summary>Everything of a clip that is not a thing. Frame: the map's, z up, floor at 0, x across the picture, the camera at negative y.</summary>
public sealed record Stage
{
    public const int MaxScreens = 2;

    public Counter? Counter { get; init; }
    public Wall? Wall { get; init; }
    public Ramp? Ramp { get; init; }
    public Rack? Rack { get; init; }
    public IReadOnlyList<Screen> Screens { get; init; } = [];

    /// <summary>Camera's pose: x forward, y left, z up.</summary>
    public required Pose Camera { get; init; }

    /// <summary>Height of the ground things move on.</summary>
    public double GroundM => Counter?.HeightM ?? 0;

    /// <param name="things">In order of their index.</param>
    /// <param name="timestepSec">Of the physics.</param>
    internal SceneDescription ToScene(IReadOnlyList<Thing> things, double timestepSec)
    {
        List<BodyDescription> bodies =
        [
            Fixed("floor", ShapeKind.Plane, new Vec3(6, 6, 0.1), Pose.Identity, new(0.78f, 0.76f, 0.72f)),
        ];
        if (Counter is { } counter)
        {
            bodies.Add(Fixed("counter", ShapeKind.Box, new(counter.HalfLengthM, counter.HalfDepthM, counter.HeightM / 2), At(0, 0, counter.HeightM / 2), new(0.72f, 0.60f, 0.47f)));
        }
        if (Wall is { } wall)
        {
            double half = (wall.TopM - GroundM) / 2;
            bodies.Add(Fixed("wall", ShapeKind.Box, new(wall.HalfThicknessM, wall.HalfDepthM, half), At(wall.X, wall.Y, GroundM + half), new(0.55f, 0.60f, 0.66f)));
        }
        if (Ramp is { } ramp)
        {
            bodies.Add(Fixed(Scene.Ramp.Name, ShapeKind.Box, new(ramp.HalfLengthM, ramp.HalfWidthM, Scene.Ramp.HalfThicknessM), ramp.Pose, new(0.66f, 0.50f, 0.36f)));
        }
        if (Rack is { } rack)
        {
            bodies.Add(rack.ToBody());
        }
        bodies.AddRange(Screens.Select((screen, i) => ScreenBody(screen, i)));
        bodies.AddRange(things.Select((thing, i) => thing.ToBody(i)));
        return new() { Bodies = bodies, TimestepSec = timestepSec };
    }

    internal static string ScreenJoint(int index) => $"screen{index}_lift";

    private static BodyDescription ScreenBody(Screen screen, int index)
    {
        double half = (screen.TopM - screen.LoweredTopM) / 2 + 0.05;
        return new()
        {
            Name = $"screen{index}",
            Pose = At(screen.X, screen.Y, -half),
            GravityCompensated = true,
            Joints = [new() { Name = ScreenJoint(index), Kind = JointKind.Slide, Axis = Vec3.UnitZ }],
            Shapes =
            [
                new()
                {
                    Name = $"screen{index}_shape",
                    Kind = ShapeKind.Box,
                    Size = new(screen.HalfWidthM, 0.01, half),
                    MassKg = 1,
                    Collision = CollisionGroup.None,
                    Colour = new(0.30f, 0.42f, 0.58f),
                },
            ],
        };
    }

    private static BodyDescription Fixed(string name, ShapeKind kind, Vec3 size, Pose pose, Rgba colour) => new()
    {
        Name = name,
        Pose = pose,
        Shapes = [new() { Name = $"{name}_shape", Kind = kind, Size = size, Collision = CollisionGroup.Static, Colour = colour }],
    };

    private static Pose At(double x, double y, double z) => new(new Vec3(x, y, z), Quat.Identity);
}
