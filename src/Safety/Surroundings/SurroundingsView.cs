using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>
/// What the guard's sensors have found around the robot, as one snapshot: fixed storage, filled by <see cref="SurroundingsBuilder"/>, read by the control loop. All
/// coordinates are metres in the odometry's frame, z from the floor.
/// </summary>
public sealed class SurroundingsView
{
    public const int MaxPoints = 32768;
    public const int MaxLaserPoints = 4096;
    /// <summary>Nothing has been seen yet.</summary>
    public static readonly SurroundingsView Unseen = new();

    internal const int BucketsAcross = 16;
    internal const int BucketsUp = 12;
    internal const double BucketM = 0.16;
    private const int BucketCount = BucketsAcross * BucketsAcross * BucketsUp;

    /// <summary>How many of the latest messages a view names.</summary>
    public const int MaxSources = 32;

    internal readonly float[] LaserX = new float[MaxLaserPoints], LaserY = new float[MaxLaserPoints];
    internal readonly float[] X = new float[MaxPoints], Y = new float[MaxPoints], Z = new float[MaxPoints];
    internal readonly ulong[] Sources = new ulong[MaxSources];
    private readonly int[] _start = new int[BucketCount + 1];
    private readonly int[] _bucketOf = new int[MaxPoints];

    /// <summary>Sensor messages that have gone into it since the start.</summary>
    public long Index { get; internal set; }

    /// <summary>When the newest scan was taken.</summary>
    public Timestamp ScanTime { get; internal set; }

    /// <summary>False before the first scan.</summary>
    public bool HasScan { get; internal set; }
    public int LaserCount { get; internal set; }

    /// <summary>When the newest depth image was taken.</summary>
    public Timestamp DepthTime { get; internal set; }

    /// <summary>False before the first depth image.</summary>
    public bool HasDepth { get; internal set; }

    /// <summary>Points of things that the depth cameras have seen, within reach of the robot.</summary>
    public int PointCount { get; private set; }
    internal double OriginX { get; private set; }
    internal double OriginY { get; private set; }

    /// <summary>The message that was taken in as number <paramref name="index"/>, from 1; only of the latest <see cref="MaxSources"/>.</summary>
    public ulong Source(long index) => Sources[index % MaxSources];

    public Vec3 Point(int index) => new(X[index], Y[index], Z[index]);

    /// <summary>Points of the buckets from <paramref name="lowX"/> to <paramref name="highX"/> of a row: from Start to End.</summary>
    internal (int Start, int End) Buckets(int lowX, int highX, int y, int z)
    {
        int row = (z * BucketsAcross + y) * BucketsAcross;
        return lowX > highX ? (0, 0) : (_start[row + lowX], _start[row + highX + 1]);
    }

    /// <summary>Takes over points around (<paramref name="centreX"/>, <paramref name="centreY"/>), sorted into buckets; those outside are left out.</summary>
    internal void SetPoints(ReadOnlySpan<float> xs, ReadOnlySpan<float> ys, ReadOnlySpan<float> zs, double centreX, double centreY)
    {
        OriginX = centreX - BucketsAcross * BucketM / 2;
        OriginY = centreY - BucketsAcross * BucketM / 2;
        Array.Clear(_start);
        for (int i = 0; i < xs.Length; i++)
        {
            int x = (int)Math.Floor((xs[i] - OriginX) / BucketM), y = (int)Math.Floor((ys[i] - OriginY) / BucketM), z = (int)Math.Floor(zs[i] / BucketM);
            bool isInside = x is >= 0 and < BucketsAcross && y is >= 0 and < BucketsAcross && z is >= 0 and < BucketsUp;
            _bucketOf[i] = isInside ? (z * BucketsAcross + y) * BucketsAcross + x : -1;
            if (isInside)
            {
                _start[_bucketOf[i] + 1]++;
            }
        }
        for (int bucket = 0; bucket < BucketCount; bucket++)
        {
            _start[bucket + 1] += _start[bucket];
        }
        PointCount = _start[BucketCount];
        // Filled from the back of each bucket: its end comes down to its start.
        for (int i = xs.Length - 1; i >= 0; i--)
        {
            if (_bucketOf[i] >= 0)
            {
                int at = --_start[_bucketOf[i] + 1];
                (X[at], Y[at], Z[at]) = (xs[i], ys[i], zs[i]);
            }
        }
        for (int bucket = 0; bucket < BucketCount; bucket++)
        {
            _start[bucket] = _start[bucket + 1];
        }
        _start[BucketCount] = PointCount;
    }
}
