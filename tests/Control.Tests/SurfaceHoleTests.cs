using System.Buffers.Binary;
using RoboticsStack.Control.Kinematics;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Surroundings;
using Xunit.Abstractions;

namespace RoboticsStack.Control.Tests;

/// <summary>A table top goes on where the cameras cannot see it, and ends where they see through.</summary>
[Trait("safety", nameof(GateFunction.ObstacleDistance))]
public sealed class SurfaceHoleTests(ITestOutputHelper output)
{
    private const int Width = 96, Height = 72;
    private const double HorizontalRad = Math.PI / 2, VerticalRad = 70 * Math.PI / 180, TableM = 0.70, HalfHoleM = 0.10;
    private static readonly Vec3 Hole = new(0.75, 0.40, TableM);

    private readonly SimulatedRobot _robot = new();

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.5, false)]
    public void A_hole_in_a_level_top_is_closed_unless_it_is_seen_through(double seenBelowM, bool isClosed)
    {
        _robot.Show = (surroundings, time) => Look(surroundings, time, seenBelowM, point => Math.Abs(point.X - Hole.X) < HalfHoleM && Math.Abs(point.Y - Hole.Y) < HalfHoleM);
        _robot.Run(0.6);
        SurroundingsView view = _robot.Loop.TakenView;
        Vec3[] points = [.. Enumerable.Range(0, view.Seen.Count).Select(i => view.Seen[i])];
        Assert.True(points.Count(point => Math.Abs(point.Z - TableM) < 0.01) > 200, "the table is not seen");
        int inside = points.Count(point => Math.Abs(point.Z - TableM) < 0.01 && Math.Abs(point.X - Hole.X) < 0.06 && Math.Abs(point.Y - Hole.Y) < 0.06);
        Assert.True(isClosed ? inside >= 9 : inside == 0, $"{inside} points in the hole");
    }

    /// <summary>A finger before a front hides a strip of it.</summary>
    [Theory]
    [InlineData(0.07, false, true)]
    [InlineData(0.07, true, false)]
    [InlineData(0.16, false, false)]
    public void A_narrow_hole_in_a_wall_is_closed_unless_it_is_seen_through(double widthM, bool isSeenThrough, bool isClosed)
    {
        const double WallM = 0.9, Low = 0.5, High = 0.9;
        Pose camera = new RobotKinematics(_robot.Description).HeadCameraInBase;
        _robot.Show = (surroundings, time) =>
        {
            byte[] depth = new byte[2 * Width * Height];
            for (int i = 0; i < Width * Height; i++)
            {
                Vec3 ray = Ray(camera, i);
                double to = ray.X > 0.1 ? (WallM - camera.Position.X) / ray.X : 0;
                Vec3 hit = camera.Position + ray * to;
                bool isHole = Math.Abs(hit.Y - 0.45) < widthM / 2 && hit.Z is > Low and < High;
                Write(depth, i, !isHole ? to : isSeenThrough ? to + 1 : 0);
            }
            surroundings.AddDepth(SurroundingsSensor.HeadCamera, new(depth, Width, Height, HorizontalRad, VerticalRad), time);
        };
        _robot.Run(0.6);
        SurroundingsView view = _robot.Loop.TakenView;
        Vec3[] points = [.. Enumerable.Range(0, view.Seen.Count).Select(i => view.Seen[i])];
        Assert.True(points.Count(point => Math.Abs(point.X - WallM) < 0.02) > 200, "the wall is not seen");
        int inside = points.Count(point => Math.Abs(point.X - WallM) < 0.02 && Math.Abs(point.Y - 0.45) < 0.01 && point.Z is > Low + 0.05 and < High - 0.05);
        Assert.True(isClosed ? inside >= 9 : inside == 0, $"{inside} points in the hole");
    }

    /// <summary>Wherever between two pixels it ends.</summary>
    [Fact]
    public void A_table_is_not_taken_to_end_before_it_does()
    {
        double worstShort = 0, worstOver = 0;
        for (int n = 0; n < 10; n++)
        {
            double edge = 0.30 + 0.004 * n;
            SimulatedRobot robot = new();
            robot.Show = (surroundings, time) => Look(surroundings, time, 0.5, point => point.Y > edge);
            robot.Run(0.6);
            SurroundingsView view = robot.Loop.TakenView;
            Vec3[] top = [.. Enumerable.Range(0, view.Seen.Count).Select(i => view.Seen[i]).Where(point => Math.Abs(point.Z - TableM) < 0.02)];
            for (double x = 0.55; x < 0.85; x += 0.01)
            {
                Vec3 corner = new(x, edge, TableM);
                worstShort = Math.Max(worstShort, top.Min(point => point.DistanceTo(corner)));
            }
            worstOver = Math.Max(worstOver, top.Max(point => point.Y) - edge);
        }
        output.WriteLine($"farthest from the edge {1000 * worstShort:F0} mm, beyond it {1000 * worstOver:F0} mm");
        Assert.InRange(worstShort, 0, 0.022);
        Assert.InRange(worstOver, 0, 0.025);
    }

    /// <param name="surroundings">To be shown the table.</param>
    /// <param name="time">Of the image.</param>
    /// <param name="belowM">How far below the table's top something is seen where the table is not; 0: nothing comes back.</param>
    /// <param name="isGone">Where at its height the table is not.</param>
    private void Look(SurroundingsBuilder surroundings, Timestamp time, double belowM, Func<Vec3, bool> isGone)
    {
        Pose camera = new RobotKinematics(_robot.Description).HeadCameraInBase;
        byte[] depth = new byte[2 * Width * Height];
        for (int i = 0; i < Width * Height; i++)
        {
            Vec3 ray = Ray(camera, i);
            double to = ray.Z < -1e-3 ? (TableM - camera.Position.Z) / ray.Z : 0;
            Vec3 hit = camera.Position + ray * to;
            bool isHole = isGone(hit);
            double seen = !isHole ? to : belowM > 0 ? to - belowM / ray.Z : 0;
            Write(depth, i, seen);
        }
        surroundings.AddDepth(SurroundingsSensor.HeadCamera, new(depth, Width, Height, HorizontalRad, VerticalRad), time);
    }

    /// <summary>Of a pixel, one metre along the camera's axis, in base_link.</summary>
    private static Vec3 Ray(Pose camera, int pixel) => camera.Orientation.Rotate(new(
        1, Math.Tan(HorizontalRad / 2) * (1 - (2 * (pixel % Width) + 1.0) / Width), Math.Tan(VerticalRad / 2) * (1 - (2 * (pixel / Width) + 1.0) / Height)));

    private static void Write(byte[] depth, int pixel, double seenM) =>
        BinaryPrimitives.WriteUInt16LittleEndian(depth.AsSpan(2 * pixel), (ushort)(seenM is > 0 and < 6 ? Math.Round(1000 * seenM) : 0));
}
