using System.Buffers.Binary;
using RoboticsStack.Control.Kinematics;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Control.Tests;

/// <summary>A table top goes on where the cameras cannot see it, and ends where they see through.</summary>
[Trait("safety", nameof(GateFunction.ObstacleDistance))]
public sealed class SurfaceHoleTests
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
        _robot.Show = (surroundings, time) => Look(surroundings, time, seenBelowM);
        _robot.Run(0.6);
        SurroundingsView view = _robot.Loop.TakenView;
        Vec3[] points = [.. Enumerable.Range(0, view.PointCount).Select(view.Point)];
        Assert.True(points.Count(point => Math.Abs(point.Z - TableM) < 0.01) > 200, "the table is not seen");
        int inside = points.Count(point => Math.Abs(point.Z - TableM) < 0.01 && Math.Abs(point.X - Hole.X) < 0.06 && Math.Abs(point.Y - Hole.Y) < 0.06);
        Assert.True(isClosed ? inside >= 9 : inside == 0, $"{inside} points in the hole");
    }

    /// <param name="surroundings">To be shown the table.</param>
    /// <param name="time">Of the image.</param>
    /// <param name="belowM">How far below the table's top something is seen through the hole; 0: nothing comes back.</param>
    private void Look(SurroundingsBuilder surroundings, Timestamp time, double belowM)
    {
        Pose camera = new RobotKinematics(_robot.Description).HeadCameraInBase;
        byte[] depth = new byte[2 * Width * Height];
        for (int i = 0; i < Width * Height; i++)
        {
            Vec3 ray = camera.Orientation.Rotate(new(
                1, Math.Tan(HorizontalRad / 2) * (1 - (2 * (i % Width) + 1.0) / Width), Math.Tan(VerticalRad / 2) * (1 - (2 * (i / Width) + 1.0) / Height)));
            double to = ray.Z < -1e-3 ? (TableM - camera.Position.Z) / ray.Z : 0;
            Vec3 hit = camera.Position + ray * to;
            bool isHole = Math.Abs(hit.X - Hole.X) < HalfHoleM && Math.Abs(hit.Y - Hole.Y) < HalfHoleM;
            double seen = !isHole ? to : belowM > 0 ? to - belowM / ray.Z : 0;
            BinaryPrimitives.WriteUInt16LittleEndian(depth.AsSpan(2 * i), (ushort)(seen is > 0 and < 6 ? Math.Round(1000 * seen) : 0));
        }
        surroundings.AddDepth(SurroundingsSensor.HeadCamera, new(depth, Width, Height, HorizontalRad, VerticalRad), time);
    }
}
