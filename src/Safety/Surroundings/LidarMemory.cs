using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>
/// Points around the base at the lidar's height: those of the newest scan, and older ones in directions from which that scan brought nothing back.
/// </summary>
internal sealed class LidarMemory(Pose lidarInBase)
{
    private const double RememberSec = 1.0;

    /// <summary>What is farther away than this does not limit the base.</summary>
    private const double RelevantM = 2.5;

    /// <summary>Neighbouring rays whose ranges differ by less lie on one surface; their mean is taken, which halves the noise of a single ray.</summary>
    private const double SurfaceM = 0.04;
    private const int Neighbours = 2;

    private readonly float[] _x = new float[SurroundingsView.MaxLaserPoints], _y = new float[SurroundingsView.MaxLaserPoints];
    private readonly Timestamp[] _seen = new Timestamp[SurroundingsView.MaxLaserPoints];
    private int _count;

    public Timestamp ScanTime { get; private set; }
    public bool HasScan { get; private set; }

    /// <param name="ranges">Metres; 0 where nothing came back.</param>
    /// <param name="startRad">Direction of the first ray in the lidar's frame.</param>
    /// <param name="stepRad">From one ray to the next.</param>
    /// <param name="baseInOdometry">Where the base was at the time.</param>
    /// <param name="time">Of the scan.</param>
    public void Add(ReadOnlySpan<float> ranges, double startRad, double stepRad, Pose2 baseInOdometry, Timestamp time)
    {
        Pose lidar = baseInOdometry.ToPose() * lidarInBase;
        Vec3 ahead = lidar.Orientation.AxisX;
        double yaw = Math.Atan2(ahead.Y, ahead.X);
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            double bearing = Math.Atan2(_y[i] - lidar.Position.Y, _x[i] - lidar.Position.X) - yaw - startRad;
            int ray = (int)Math.Round(bearing / stepRad) % ranges.Length;
            bool isBlind = !IsReturn(ranges[ray < 0 ? ray + ranges.Length : ray]);
            if (isBlind && time.SecondsSince(_seen[i]) < RememberSec)
            {
                (_x[kept], _y[kept], _seen[kept]) = (_x[i], _y[i], _seen[i]);
                kept++;
            }
        }
        _count = kept;
        for (int i = 0; i < ranges.Length && _count < _x.Length; i++)
        {
            if (IsReturn(ranges[i]) && ranges[i] < RelevantM)
            {
                double range = Smoothed(ranges, i);
                (double sin, double cos) = Math.SinCos(yaw + startRad + i * stepRad);
                (_x[_count], _y[_count], _seen[_count]) = ((float)(lidar.Position.X + range * cos), (float)(lidar.Position.Y + range * sin), time);
                _count++;
            }
        }
        (ScanTime, HasScan) = (time, true);
    }

    public ReadOnlySpan<float> X => _x.AsSpan(0, _count);
    public ReadOnlySpan<float> Y => _y.AsSpan(0, _count);

    public void CopyTo(SurroundingsView view)
    {
        _x.AsSpan(0, _count).CopyTo(view.LaserX);
        _y.AsSpan(0, _count).CopyTo(view.LaserY);
        (view.LaserCount, view.ScanTime, view.HasScan) = (_count, ScanTime, HasScan);
    }

    private static bool IsReturn(float range) => range > 0 && float.IsFinite(range);

    private static double Smoothed(ReadOnlySpan<float> ranges, int ray)
    {
        double sum = 0;
        int count = 0;
        for (int n = -Neighbours; n <= Neighbours; n++)
        {
            float range = ranges[(ray + n + ranges.Length) % ranges.Length];
            if (IsReturn(range) && Math.Abs(range - ranges[ray]) < SurfaceM)
            {
                sum += range;
                count++;
            }
        }
        return sum / count;
    }
}
