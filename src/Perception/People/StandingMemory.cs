using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Perception.People;

/// <summary>What is known of a place in a scan.</summary>
/// <param name="StandingSec">How long something has stood there or close by, as far as was seen; 0 if nothing has.</param>
/// <param name="FreeScans">Scans whose rays went through there, or close by, before anything stood there.</param>
public readonly record struct PlaceKnowledge(double StandingSec, int FreeScans);

/// <summary>
/// Remembers at the lidar's height where something has stood, and through where rays have passed: only what comes to a place that was seen free has moved.
/// What a moving robot sees for the first time, from between and behind other things, has not. Frame: the odometry's; places are forgotten before its
/// drift matters. Allocates nothing after construction.
/// </summary>
/// <remarks>
/// A thin leg is hit by few of the rays that come near it. So what has been hit often has to be seen through often before it counts as gone.
/// </remarks>
internal sealed class StandingMemory
{
    private const double CellM = 0.05;

    /// <summary>Cells wrap round: those beyond half of this belong to what the robot has left behind.</summary>
    private const int Across = 256;

    /// <summary>Beyond this neighbouring rays leave cells between them that neither sees.</summary>
    private const double MaxRangeM = 6;

    /// <summary>So far in front of a return its noise reaches.</summary>
    private const double NoiseM = 0.08;
    private const double ForgetSec = 20;
    private const int MissesToGo = 6;
    private const int MaxMissesToGo = 30;
    private const int MaxCount = 200;

    private struct Cell
    {
        public long Key;
        public Timestamp Begun, Seen;
        public byte Hits, Free, Misses;
    }

    private readonly Cell[] _cells = new Cell[Across * Across];

    /// <summary>Takes in a scan; arguments as <see cref="PersonTracker.TakeScan"/> has them.</summary>
    public void Add(ReadOnlySpan<float> rangeM, double startRad, double stepRad, Pose lidarInOdometry, Timestamp time)
    {
        Vec3 from = lidarInOdometry.Position, ahead = lidarInOdometry.Orientation.AxisX;
        double yaw = Math.Atan2(ahead.Y, ahead.X) + startRad;
        for (int ray = 0; ray < rangeM.Length; ray++)
        {
            double range = Range(rangeM, ray);
            // One ray that brings nothing back among others that do has been lost, not gone through.
            double through = double.IsPositiveInfinity(range) ? Math.Min(Range(rangeM, ray - 1), Range(rangeM, ray + 1)) : range;
            (double sin, double cos) = Math.SinCos(yaw + ray * stepRad);
            double end = Math.Min(through - NoiseM, MaxRangeM);
            for (double at = CellM; at < end; at += CellM)
            {
                Pass(ref At(from.X + at * cos, from.Y + at * sin, time), time);
            }
            if (range < MaxRangeM)
            {
                Hit(ref At(from.X + range * cos, from.Y + range * sin, time), time);
            }
        }
    }

    /// <summary>What is known of a place and what lies within a radius of it, metres.</summary>
    public PlaceKnowledge Around(Vec3 place, double radiusM, Timestamp time)
    {
        int cells = (int)Math.Ceiling(radiusM / CellM);
        double standingSec = 0;
        int free = 0;
        for (int dy = -cells; dy <= cells; dy++)
        {
            for (int dx = -cells; dx <= cells; dx++)
            {
                ref readonly Cell cell = ref At(place.X + dx * CellM, place.Y + dy * CellM, time);
                bool isNear = dx * dx + dy * dy <= cells * cells;
                standingSec = isNear && cell.Hits > 0 ? Math.Max(standingSec, time.SecondsSince(cell.Begun)) : standingSec;
                free += dx is >= -1 and <= 1 && dy is >= -1 and <= 1 ? cell.Free : 0;
            }
        }
        return new(standingSec, free);
    }

    private static void Hit(ref Cell cell, Timestamp time)
    {
        cell.Begun = cell.Hits == 0 ? time : cell.Begun;
        cell.Hits = (byte)Math.Min(cell.Hits + 1, MaxCount);
        (cell.Misses, cell.Seen) = (0, time);
    }

    /// <summary>Counts once a scan.</summary>
    private static void Pass(ref Cell cell, Timestamp time)
    {
        if (cell.Seen == time)
        {
            return;
        }
        cell.Seen = time;
        if (cell.Hits == 0)
        {
            cell.Free = (byte)Math.Min(cell.Free + 1, MaxCount);
        }
        else if (++cell.Misses > Math.Min(MissesToGo + cell.Hits, MaxMissesToGo))
        {
            (cell.Free, cell.Hits, cell.Misses) = (cell.Misses, 0, 0);
        }
    }

    private ref Cell At(double x, double y, Timestamp time)
    {
        int column = (int)Math.Floor(x / CellM), row = (int)Math.Floor(y / CellM);
        long key = ((long)row << 32) | (uint)column;
        ref Cell cell = ref _cells[(row & (Across - 1)) * Across + (column & (Across - 1))];
        if (cell.Key != key || time.SecondsSince(cell.Seen) > ForgetSec)
        {
            cell = new() { Key = key, Seen = time.AddSeconds(-ForgetSec) };
        }
        return ref cell;
    }

    private static double Range(ReadOnlySpan<float> rangeM, int ray)
    {
        float range = rangeM[(ray + rangeM.Length) % rangeM.Length];
        return range > 0 && float.IsFinite(range) ? range : double.PositiveInfinity;
    }
}
