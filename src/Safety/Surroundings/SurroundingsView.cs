using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>
/// What the guard's sensors have found around the robot, as one snapshot: fixed storage, filled by <see cref="SurroundingsBuilder"/>, read by the control loop. All
/// coordinates are metres in the odometry's frame, z from the floor.
/// </summary>
public sealed class SurroundingsView
{
    public const int MaxLaserPoints = 4096;
    /// <summary>Nothing has been seen yet.</summary>
    public static readonly SurroundingsView Unseen = new();

    /// <summary>How many of the latest messages a view names.</summary>
    public const int MaxSources = 32;

    internal readonly float[] LaserX = new float[MaxLaserPoints], LaserY = new float[MaxLaserPoints];
    internal readonly ulong[] Sources = new ulong[MaxSources];

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
    public PointBuckets Seen { get; } = new();

    /// <summary>Where what was seen to be free ends and nothing is known of what comes then; centres of faces of <see cref="FreeSpace"/>'s cells.</summary>
    public PointBuckets Frontier { get; } = new();

    /// <summary>The message that was taken in as number <paramref name="index"/>, from 1; only of the latest <see cref="MaxSources"/>.</summary>
    public ulong Source(long index) => Sources[index % MaxSources];
}
