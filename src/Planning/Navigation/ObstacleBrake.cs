using RoboticsStack.Core.Geometry;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Navigation;

/// <summary>How fast the base may go in a direction, from what the lidar sees now and from what the map knows above the lidar's height.</summary>
internal sealed class ObstacleBrake(NavigationOptions options)
{
    /// <summary>Kept from whatever the lidar sees.</summary>
    private const double KeepM = 0.015;

    /// <summary>Nearer than what is kept, the base may still pass by: only a motion that leads towards the thing is stopped.</summary>
    private const double GrazingCos = 0.3;
    private const double BrakingMPerSec2 = 0.5;
    private const double NearM = 0.10;
    private const double NearSpeedMPerSec = 0.3;
    private const double RelevantM = 1.5;

    private readonly List<Vec3> _points = [];
    private ClearanceField? _field;

    /// <summary>Takes in the scan's points near the base.</summary>
    public void Load(LidarScan? scan, Pose2 lidarInMap, ClearanceField? field, Pose2 pose)
    {
        _points.Clear();
        _field = field;
        if (scan is null)
        {
            return;
        }
        for (int i = 0; i < scan.RangeM.Count; i++)
        {
            double range = scan.RangeM[i];
            if (!(range > options.FootprintRadiusM * 0.9) || range > RelevantM + options.FootprintRadiusM)
            {
                continue;
            }
            (double sin, double cos) = Math.SinCos(lidarInMap.YawRad + scan.StartAngleRad + i * scan.AngleStepRad);
            Vec3 point = new(lidarInMap.X + range * cos, lidarInMap.Y + range * sin, 0);
            if ((point - new Vec3(pose.X, pose.Y, 0)).Length < RelevantM)
            {
                _points.Add(point);
            }
        }
    }

    /// <param name="pose">Where the base is.</param>
    /// <param name="direction">Unit vector in the map.</param>
    /// <param name="distanceM">How far it is meant to go: what lies beyond does not matter to the map's part.</param>
    public double AllowedSpeed(Pose2 pose, Vec3 direction, double distanceM)
    {
        double free = RelevantM;
        double nearest = RelevantM;
        double radius = options.FootprintRadiusM + KeepM;
        foreach (Vec3 point in _points)
        {
            double dx = point.X - pose.X;
            double dy = point.Y - pose.Y;
            double along = dx * direction.X + dy * direction.Y;
            double across = Math.Abs(dx * direction.Y - dy * direction.X);
            double distance = Math.Sqrt(dx * dx + dy * dy);
            nearest = Math.Min(nearest, distance - options.FootprintRadiusM);
            bool isGrazing = distance < radius && along < GrazingCos * distance;
            if (along > 0 && across < radius && !isGrazing)
            {
                free = Math.Min(free, along - Math.Sqrt(radius * radius - across * across));
            }
        }
        double allowed = free >= RelevantM ? double.PositiveInfinity : Math.Sqrt(2 * BrakingMPerSec2 * Math.Max(0, free));
        allowed = nearest < NearM ? Math.Min(allowed, NearSpeedMPerSec) : allowed;
        return Math.Min(allowed, MapSpeed(pose, direction, distanceM));
    }

    /// <summary>Stops before a place where the footprint would lie on an occupied cell, unless the way leads out of one.</summary>
    private double MapSpeed(Pose2 pose, Vec3 direction, double distanceM)
    {
        if (_field is null)
        {
            return double.PositiveInfinity;
        }
        double here = _field.ClearanceAt(pose.X, pose.Y);
        for (double ahead = 0.05; ahead <= Math.Min(0.35, distanceM); ahead += 0.05)
        {
            double there = _field.ClearanceAt(pose.X + direction.X * ahead, pose.Y + direction.Y * ahead);
            if (there < options.FootprintRadiusM && there < here - 0.01)
            {
                return Math.Sqrt(2 * BrakingMPerSec2 * Math.Max(0, ahead - 0.05));
            }
        }
        return double.PositiveInfinity;
    }
}
