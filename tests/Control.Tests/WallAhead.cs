using System.Buffers.Binary;
using RoboticsStack.Control.Kinematics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Control.Tests;

/// <summary>A wall across the odometry's x axis, as lidar and head camera of a robot show it to the gate's guard.</summary>
internal sealed class WallAhead(SimulatedRobot robot, double x)
{
    private const int Rays = 360, Width = 96, Height = 72;
    private const double HorizontalRad = Math.PI / 2, VerticalRad = 70 * Math.PI / 180;

    private readonly RobotKinematics _kinematics = new(robot.Description);
    private readonly float[] _ranges = new float[Rays];
    private readonly byte[] _depth = new byte[2 * Width * Height];

    public double X { get; set; } = x;

    /// <summary>Only the lidar sees it: the camera looks into the open.</summary>
    public bool IsLow { get; set; }

    /// <summary>Rays of the lidar, counted from straight ahead, that bring nothing back.</summary>
    public Func<int, bool> IsLost { get; set; } = _ => false;

    /// <summary>Points of the wall from which nothing comes back to the camera.</summary>
    public Func<Vec3, bool> IsHidden { get; set; } = _ => false;

    public void Show(SurroundingsBuilder surroundings, Timestamp time)
    {
        if (!robot.Loop.History.TryFind(time, out RobotMoment moment))
        {
            return;
        }
        Pose robotBase = moment.BaseInOdometry.ToPose();
        Pose lidar = robotBase * _kinematics.LidarInBase;
        for (int i = 0; i < Rays; i++)
        {
            (double sin, double cos) = Math.SinCos(i * 2 * Math.PI / Rays);
            _ranges[i] = IsLost(i) ? 0 : (float)(Range(lidar, new Vec3(cos, sin, 0)) ?? 0);
        }
        surroundings.AddScan(_ranges, 0, 2 * Math.PI / Rays, time);
        Pose camera = robotBase * _kinematics.HeadCameraInBase;
        for (int i = 0; i < Width * Height; i++)
        {
            Vec3 ray = new(1, Math.Tan(HorizontalRad / 2) * (1 - (2 * (i % Width) + 1.0) / Width), Math.Tan(VerticalRad / 2) * (1 - (2 * (i / Width) + 1.0) / Height));
            BinaryPrimitives.WriteUInt16LittleEndian(_depth.AsSpan(2 * i), (ushort)Math.Round(1000 * Depth(camera, ray)));
        }
        surroundings.AddDepth(SurroundingsSensor.HeadCamera, new(_depth, Width, Height, HorizontalRad, VerticalRad), time);
    }

    private double Depth(Pose camera, Vec3 ray) =>
        !IsLow && Range(camera, ray) is { } depth && !IsHidden(camera.Transform(ray * depth)) ? Math.Min(depth, 8) : 0;

    /// <summary>How often a ray has to be laid end to end to reach the wall.</summary>
    private double? Range(Pose sensor, Vec3 ray)
    {
        double towards = sensor.Orientation.Rotate(ray).X;
        double times = (X - sensor.Position.X) / towards;
        return towards > 1e-6 && times > 0 ? times : null;
    }
}
