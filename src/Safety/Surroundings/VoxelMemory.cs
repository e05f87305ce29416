using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>
/// Surfaces that depth images have shown around the robot, one point a voxel, in the odometry's frame. A voxel counts once two pixels have hit it; it goes when
/// images see through it, when it has not been seen for long, or when the robot has left it behind. Allocates nothing after construction.
/// </summary>
internal sealed class VoxelMemory
{
    private const double VoxelM = 0.02;
    private const int Across = 128;
    private const int Up = 128;
    private const double ForgetSec = 30;

    /// <summary>A wall's points lie so many voxels apart or less: pixels are about as far from each other as voxels.</summary>
    private const int WallLayers = 2;
    private const int HitsToCount = 2;
    private const int MissesToGo = 2;
    private readonly SurfaceHoles _holes = new();

    /// <summary>An image sees through a voxel when it sees this much farther there; more at a distance, where pixels are coarse.</summary>
    private const double BeyondM = 0.06;

    private struct Voxel
    {
        public long Key;
        public float X, Y, Z;
        public byte Hits, Misses;
        public Timestamp Seen, EdgeSeen;

        public void Place(Vec3 point) => (X, Y, Z) = ((float)point.X, (float)point.Y, (float)point.Z);
    }

    private readonly Voxel[] _voxels = new Voxel[PointBuckets.MaxPoints];
    private readonly int[] _index = new int[Across * Across * Up];
    private int _count;

    /// <summary>Points that found no room.</summary>
    public long Refused { get; private set; }

    /// <param name="point">Seen at this place.</param>
    /// <param name="isEdge">Something ends there: the voxel's point is to be no farther in.</param>
    /// <param name="time">Of the image.</param>
    public void Hit(Vec3 point, bool isEdge, Timestamp time)
    {
        int x = (int)Math.Floor(point.X / VoxelM), y = (int)Math.Floor(point.Y / VoxelM), z = (int)Math.Floor(point.Z / VoxelM);
        long key = Key(x, y, z);
        ref int slot = ref _index[Slot(key)];
        if (slot == 0)
        {
            if (_count == _voxels.Length)
            {
                Refused++;
                return;
            }
            Begin(ref _voxels[_count], key, point, isEdge, time);
            slot = ++_count;
            return;
        }
        ref Voxel voxel = ref _voxels[slot - 1];
        if (voxel.Key != key)
        {
            // The grid wraps round: this place belonged to one that the robot has left far behind.
            Begin(ref voxel, key, point, isEdge, time);
            return;
        }
        if (isEdge)
        {
            voxel.Place(point);
            voxel.EdgeSeen = time;
        }
        else if (voxel.EdgeSeen != time)
        {
            // A running mean over the latest hits evens out the depth's noise and follows what moves.
            const double Share = 0.25;
            voxel.Place(Vec3.Lerp(new(voxel.X, voxel.Y, voxel.Z), point, Share));
        }
        voxel.Hits = (byte)Math.Min(voxel.Hits + 1, byte.MaxValue);
        voxel.Misses = 0;
        voxel.Seen = time;
    }

    /// <summary>Lets go of what the image sees through, of what is old, and of what is farther than <paramref name="radiusM"/> from the robot's axis.</summary>
    public void Prune(in DepthView image, Pose2 robot, double radiusM, Timestamp time)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            ref Voxel voxel = ref _voxels[i];
            double dx = voxel.X - robot.X, dy = voxel.Y - robot.Y;
            bool goes = dx * dx + dy * dy > radiusM * radiusM || time.SecondsSince(voxel.Seen) > ForgetSec;
            if (!goes && image.SeesBeyond(new(voxel.X, voxel.Y, voxel.Z)) > BeyondM)
            {
                goes = ++voxel.Misses > MissesToGo;
            }
            if (goes)
            {
                Remove(i);
            }
        }
    }

    /// <summary>Closes holes in level surfaces, and narrow ones in walls; those that the image sees through stay open.</summary>
    public void CloseHoles(in DepthView image)
    {
        _holes.Clear();
        for (int i = 0; i < _count; i++)
        {
            ref readonly Voxel voxel = ref _voxels[i];
            (int x, int y, int z) = ((int)Math.Floor(voxel.X / VoxelM), (int)Math.Floor(voxel.Y / VoxelM), (int)Math.Floor(voxel.Z / VoxelM));
            Vec3 from = new(voxel.X, voxel.Y, voxel.Z);
            // Most have both neighbours: there is no hole beside them.
            bool isRim = voxel.Hits >= HitsToCount && (Find(x + 1, y, z) < 0 || Find(x, y + 1, z) < 0);
            if (isRim)
            {
                double widest = IsWall(x, y, z, from.Z) ? SurfaceHoles.WidestInWallM : SurfaceHoles.WidestM;
                CloseAlong(image, x, y, z, from, 1, 0, widest);
                CloseAlong(image, x, y, z, from, 0, 1, widest);
            }
        }
    }

    /// <summary>Points of what has been seen, holes closed except where the robot is, from the start of the given arrays on; returns how many.</summary>
    public int CopyTo(float[] x, float[] y, float[] z, Func<Vec3, bool> isRobot)
    {
        int count = 0;
        for (int i = 0; i < _count; i++)
        {
            ref readonly Voxel voxel = ref _voxels[i];
            if (voxel.Hits >= HitsToCount)
            {
                (x[count], y[count], z[count]) = (voxel.X, voxel.Y, voxel.Z);
                count++;
            }
        }
        return _holes.CopyTo(x, y, z, count, isRobot);
    }

    /// <summary>The surface goes on upwards or downwards from here, or just beside.</summary>
    private bool IsWall(int x, int y, int z, double height)
    {
        for (int layer = -WallLayers; layer <= WallLayers; layer++)
        {
            if (layer != 0 && (Rises(x, y, z + layer, height) || Rises(x - 1, y, z + layer, height) || Rises(x + 1, y, z + layer, height)
                || Rises(x, y - 1, z + layer, height) || Rises(x, y + 1, z + layer, height)))
            {
                return true;
            }
        }
        return false;
    }

    private bool Rises(int x, int y, int z, double height) => Find(x, y, z) is >= 0 and var at && Math.Abs(_voxels[at].Z - height) > SurfaceHoles.LevelM;

    /// <summary>From one rim of a hole to the other, along x or y.</summary>
    private void CloseAlong(in DepthView image, int x, int y, int z, Vec3 from, int stepX, int stepY, double widestM)
    {
        for (int step = 1; step <= widestM / VoxelM; step++)
        {
            for (int layer = -1; layer <= 1; layer++)
            {
                if (Find(x + step * stepX, y + step * stepY, z + layer) is >= 0 and var at && Math.Abs(_voxels[at].Z - from.Z) < SurfaceHoles.LevelM)
                {
                    _holes.Close(image, from, new(_voxels[at].X, _voxels[at].Y, _voxels[at].Z), step, BeyondM);
                    return;
                }
            }
        }
    }

    /// <summary>Where the voxel is kept; −1 for none that counts.</summary>
    private int Find(int x, int y, int z)
    {
        long key = Key(x, y, z);
        int at = _index[Slot(key)] - 1;
        return at >= 0 && _voxels[at].Key == key && _voxels[at].Hits >= HitsToCount ? at : -1;
    }

    private static void Begin(ref Voxel voxel, long key, Vec3 point, bool isEdge, Timestamp time)
    {
        voxel = new() { Key = key, Hits = 1, Seen = time, EdgeSeen = isEdge ? time : Timestamp.Zero };
        voxel.Place(point);
    }

    private void Remove(int i)
    {
        _index[Slot(_voxels[i].Key)] = 0;
        _count--;
        if (i < _count)
        {
            _voxels[i] = _voxels[_count];
            _index[Slot(_voxels[i].Key)] = i + 1;
        }
    }

    private static long Key(int x, int y, int z) => ((long)z << 48) | ((long)(x & 0xFFFFFF) << 24) | (uint)(y & 0xFFFFFF);

    private static int Slot(long key) => (((int)(key >> 48) & (Up - 1)) * Across + ((int)(key >> 24) & (Across - 1))) * Across + ((int)key & (Across - 1));
}
