using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>Points of the odometry's frame around the robot, metres, z from the floor, sorted into cubes so that those near a place are found quickly. Fixed storage.</summary>
public sealed class PointBuckets
{
    public const int MaxPoints = 32768;
    internal const int BucketsAcross = 16;
    internal const int BucketsUp = 12;
    internal const double BucketM = 0.16;
    private const int BucketCount = BucketsAcross * BucketsAcross * BucketsUp;

    internal readonly float[] X = new float[MaxPoints], Y = new float[MaxPoints], Z = new float[MaxPoints];
    private readonly int[] _start = new int[BucketCount + 1];
    private readonly int[] _bucketOf = new int[MaxPoints];

    public int Count { get; private set; }
    internal double OriginX { get; private set; }
    internal double OriginY { get; private set; }

    public Vec3 this[int index] => new(X[index], Y[index], Z[index]);

    /// <summary>Points of the buckets from <paramref name="lowX"/> to <paramref name="highX"/> of a row: from Start to End.</summary>
    internal (int Start, int End) Row(int lowX, int highX, int y, int z)
    {
        int row = (z * BucketsAcross + y) * BucketsAcross;
        return lowX > highX ? (0, 0) : (_start[row + lowX], _start[row + highX + 1]);
    }

    /// <summary>Where the points of the lowest <paramref name="layers"/> of buckets end; they begin at 0.</summary>
    internal int EndOfLayers(int layers) => _start[Math.Min(layers, BucketsUp) * BucketsAcross * BucketsAcross];

    /// <summary>Takes over points around (<paramref name="centreX"/>, <paramref name="centreY"/>); those outside are left out.</summary>
    internal void Set(ReadOnlySpan<float> xs, ReadOnlySpan<float> ys, ReadOnlySpan<float> zs, double centreX, double centreY)
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
        Count = _start[BucketCount];
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
        _start[BucketCount] = Count;
    }
}
