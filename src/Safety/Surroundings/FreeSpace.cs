using System.Numerics;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>
/// Cells around the robot that are known to be free: a depth camera has seen through them, or the robot itself has been there. What is neither free nor a surface that
/// was seen may hold anything, if a surface may go on there; <see cref="CopyFrontier"/> gives the faces where that begins. Odometry's frame. Allocates nothing after construction.
/// </summary>
/// <remarks>
/// What hides behind the hand or an edge goes on from what is seen, sideways if that is level and up and down if it is upright; and on what is level and wide, things stand, also where the arm's own
/// shadow hides it. All that no camera sees would hold a robot fast that begins with its arm out. A column of cells is a word of 64 bits, from the floor up; columns wrap round as the robot drives.
/// </remarks>
internal sealed class FreeSpace
{
    public const double CellM = 0.03;

    /// <summary>From a face's middle to its farthest edge, rounded down: in a row of them nothing passes between.</summary>
    public const double FaceRadiusM = 0.020;

    /// <summary>So many cells beyond a rim a surface may go on, unseen. With four in all directions half of all fault episodes never got faster than a touch.</summary>
    private const int OnwardCells = 2;

    /// <summary>So many cells beside a level surface that was seen it may go on in a shadow, and so many above it something may stand on it: an arm is 0.2 m wide there, a mug 0.1 m high.</summary>
    private const int ShadowCells = 6, StandingCells = 5;
    private const int Across = 128;
    private const int Up = 64;

    /// <summary>From the middle of a cell to its farthest corner is 0.026 m; rays that see so far beyond the middle have left it.</summary>
    private const double BeyondM = 0.026;

    /// <summary>Cells above the floor and below what no camera looks at.</summary>
    private const ulong LookedAt = ulong.MaxValue << 2 & ulong.MaxValue >> 4;

    private readonly ulong[] _free = new ulong[Across * Across], _surface = new ulong[Across * Across], _level = new ulong[Across * Across], _standing = new ulong[Across * Across], _wall = new ulong[Across * Across], _line = new ulong[Across];

    /// <summary>Which columns the words stand for.</summary>
    private readonly (int X, int Y)[] _columns = new (int, int)[Across * Across];

    /// <summary>What an image sees through is free, within <paramref name="radiusM"/> of the robot's axis.</summary>
    public void SeeThrough(in DepthView image, Pose2 robot, double radiusM)
    {
        (int lowX, int highX) = Range(robot.X, radiusM);
        (int lowY, int highY) = Range(robot.Y, radiusM);
        for (int y = lowY; y <= highY; y++)
        {
            for (int x = lowX; x <= highX; x++)
            {
                if (IsWithin(x, y, robot, radiusM))
                {
                    ref ulong free = ref Column(x, y);
                    free |= image.SeesThrough(new(Middle(x), Middle(y), Middle(0)), CellM, ~free & LookedAt, BeyondM);
                }
            }
        }
    }

    /// <summary>The robot is here, so nothing else is.</summary>
    public void Occupy(Vec3 centre, double radiusM)
    {
        (int lowX, int highX) = Range(centre.X, radiusM);
        (int lowY, int highY) = Range(centre.Y, radiusM);
        for (int y = lowY; y <= highY; y++)
        {
            for (int x = lowX; x <= highX; x++)
            {
                double dx = Middle(x) - centre.X, dy = Middle(y) - centre.Y;
                double squared = radiusM * radiusM - dx * dx - dy * dy;
                if (squared > 0)
                {
                    double half = Math.Sqrt(squared);
                    int low = Math.Max(0, (int)Math.Ceiling((centre.Z - half) / CellM - 0.5)), high = Math.Min(Up - 1, (int)Math.Floor((centre.Z + half) / CellM - 0.5));
                    if (low <= high)
                    {
                        Column(x, y) |= ulong.MaxValue << low & ulong.MaxValue >> (Up - 1 - high);
                    }
                }
            }
        }
    }

    /// <summary>Writes the middles of the faces between what is free and what is not known, within <paramref name="radiusM"/> of the robot's axis; returns how many.</summary>
    /// <param name="seen">Points of surfaces; their cells are known.</param>
    /// <param name="x">Metres, and so are the others.</param>
    /// <param name="y">Of the same points.</param>
    /// <param name="z">Of the same points.</param>
    /// <param name="robot">Where the base is.</param>
    /// <param name="radiusM">Farther away nothing matters.</param>
    public int CopyFrontier(PointBuckets seen, float[] x, float[] y, float[] z, Pose2 robot, double radiusM)
    {
        Array.Clear(_surface);
        for (int i = 0; i < seen.Count; i++)
        {
            int cx = Cell(seen.X[i]), cy = Cell(seen.Y[i]), cz = Cell(seen.Z[i]);
            if (cz is >= 0 and < Up)
            {
                _surface[Slot(cx, cy)] |= 1UL << cz;
            }
        }
        GoOn(robot, radiusM);
        int end = 0;
        (int lowX, int highX) = Range(robot.X, radiusM);
        (int lowY, int highY) = Range(robot.Y, radiusM);
        for (int cy = lowY; cy <= highY; cy++)
        {
            for (int cx = lowX; cx <= highX; cx++)
            {
                if (!IsWithin(cx, cy, robot, radiusM))
                {
                    continue;
                }
                ulong free = Free(cx, cy);
                ulong unknown = (Stretch(_level[Slot(cx, cy)], 1) | _standing[Slot(cx, cy)] | _wall[Slot(cx, cy)]) & ~(free | _surface[Slot(cx, cy)]) & LookedAt;
                if (unknown == 0)
                {
                    continue;
                }
                Copy(unknown & free << 1, 0, 0, -1);
                Copy(unknown & free >> 1, 0, 0, 1);
                Copy(unknown & Free(cx - 1, cy), -1, 0, 0);
                Copy(unknown & Free(cx + 1, cy), 1, 0, 0);
                Copy(unknown & Free(cx, cy - 1), 0, -1, 0);
                Copy(unknown & Free(cx, cy + 1), 0, 1, 0);

                void Copy(ulong cells, int faceX, int faceY, int faceZ)
                {
                    for (; cells != 0 && end < x.Length; cells &= cells - 1)
                    {
                        int cz = BitOperations.TrailingZeroCount(cells);
                        (x[end], y[end], z[end]) = ((float)(Middle(cx) + faceX * CellM / 2), (float)(Middle(cy) + faceY * CellM / 2), (float)(Middle(cz) + faceZ * CellM / 2));
                        end++;
                    }
                }
            }
        }
        return end;
    }

    /// <summary>Notes into which cells the surfaces may go on, level ones sideways, walls up and down, either by a cell across it; and what may stand on wide ones.</summary>
    private void GoOn(Pose2 robot, double radiusM)
    {
        (int lowX, int highX) = Range(robot.X, radiusM + ShadowCells * CellM);
        (int lowY, int highY) = Range(robot.Y, radiusM + ShadowCells * CellM);
        for (int y = lowY; y <= highY; y++)
        {
            for (int x = lowX; x <= highX; x++)
            {
                int slot = Slot(x, y);
                ulong surface = _surface[slot], below = surface << 1, above = surface >> 1;
                // Three in a row: two, and a level surface's noise has put it into both.
                ulong wall = surface & (below & above | below & surface << 2 | above & surface >> 2);
                (_level[slot], _wall[slot]) = (surface & ~wall, Stretch(wall, OnwardCells));
            }
        }
        NoteStanding(lowX, highX, lowY, highY);
        Widen(_level, lowX, highX, lowY, highY, OnwardCells);
        Widen(_wall, lowX, highX, lowY, highY, 1);
    }

    /// <summary>Notes where something may stand, unseen, on level surfaces that are wide, from the surface up: what has a free cell below it does not stand.</summary>
    private void NoteStanding(int lowX, int highX, int lowY, int highY)
    {
        Array.Clear(_standing);
        for (int y = lowY + 1; y < highY; y++)
        {
            for (int x = lowX + 1; x < highX; x++)
            {
                // Wide is what goes on to all four sides, not higher or lower by more than noise.
                ulong wide = Stretch(_level[Slot(x - 1, y)], 1) & Stretch(_level[Slot(x + 1, y)], 1) & Stretch(_level[Slot(x, y - 1)], 1) & Stretch(_level[Slot(x, y + 1)], 1);
                _standing[Slot(x, y)] = _level[Slot(x, y)] & wide;
            }
        }
        Widen(_standing, lowX, highX, lowY, highY, ShadowCells);
        for (int y = lowY; y <= highY; y++)
        {
            for (int x = lowX; x <= highX; x++)
            {
                ref ulong standing = ref _standing[Slot(x, y)];
                ulong hidden = ~Free(x, y);
                standing &= hidden;
                for (int n = 0; n < StandingCells; n++)
                {
                    standing |= standing << 1 & hidden;
                }
            }
        }
    }

    /// <summary>Takes so many cells up and down with those that are there.</summary>
    private static ulong Stretch(ulong cells, int by)
    {
        for (int n = 0; n < by; n++)
        {
            cells |= cells << 1 | cells >> 1;
        }
        return cells;
    }

    /// <summary>Takes each column's neighbours into it, along x and then along y.</summary>
    private void Widen(ulong[] columns, int lowX, int highX, int lowY, int highY, int by)
    {
        for (int y = lowY; y <= highY; y++)
        {
            WidenLine(columns, lowX, highX, (y & (Across - 1)) * Across, 1, by);
        }
        for (int x = lowX; x <= highX; x++)
        {
            WidenLine(columns, lowY, highY, x & (Across - 1), Across, by);
        }
    }

    /// <param name="columns">Of them all.</param>
    /// <param name="low">First column of the line.</param>
    /// <param name="high">Last.</param>
    /// <param name="start">Where the line's column 0 is kept.</param>
    /// <param name="stride">From one column of the line to the next.</param>
    /// <param name="by">So many neighbours on either side.</param>
    private void WidenLine(ulong[] columns, int low, int high, int start, int stride, int by)
    {
        for (int at = low; at <= high; at++)
        {
            ulong cells = 0;
            for (int n = Math.Max(low, at - by); n <= Math.Min(high, at + by); n++)
            {
                cells |= columns[start + (n & (Across - 1)) * stride];
            }
            _line[at - low] = cells;
        }
        for (int at = low; at <= high; at++)
        {
            columns[start + (at & (Across - 1)) * stride] = _line[at - low];
        }
    }

    /// <summary>Nothing was there when last looked at.</summary>
    public bool IsFree(Vec3 point) => Cell(point.Z) is >= 0 and < Up and var z && (Free(Cell(point.X), Cell(point.Y)) >> z & 1) != 0;

    private ulong Free(int x, int y) => IsKept(x, y) ? _free[Slot(x, y)] : 0;

    private bool IsKept(int x, int y) => _columns[Slot(x, y)] == (x, y);

    /// <summary>The column's free cells; those of a column that the robot has left far behind are forgotten.</summary>
    private ref ulong Column(int x, int y)
    {
        int slot = Slot(x, y);
        if (_columns[slot] != (x, y))
        {
            (_columns[slot], _free[slot]) = ((x, y), 0);
        }
        return ref _free[slot];
    }

    private static bool IsWithin(int x, int y, Pose2 robot, double radiusM)
    {
        double dx = Middle(x) - robot.X, dy = Middle(y) - robot.Y;
        return dx * dx + dy * dy <= radiusM * radiusM;
    }

    private static int Cell(double coordinateM) => (int)Math.Floor(coordinateM / CellM);

    private static double Middle(int cell) => (cell + 0.5) * CellM;

    private static (int Low, int High) Range(double middleM, double radiusM) => (Cell(middleM - radiusM), Cell(middleM + radiusM));

    private static int Slot(int x, int y) => (y & (Across - 1)) * Across + (x & (Across - 1));
}
