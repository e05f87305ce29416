using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>
/// What the lidar sees near the floor where no depth camera has ever looked is taken to go up as high as the arm works: a counter beside the robot, a tall cupboard behind its elbow.
/// Where a camera has seen anything, that is what is there. Allocates nothing after construction.
/// </summary>
internal sealed class UnseenColumns
{
    /// <summary>Above the elbow with the lift all the way up, and from where the base's own field ends.</summary>
    private const double HighM = 1.6, LowM = 0.25, StepM = 0.05;

    private const double CellM = 0.06;
    private const int Across = 64;
    private const int MaxColumns = 256;

    private readonly bool[] _isSeen = new bool[Across * Across];
    private readonly bool[] _hasColumn = new bool[Across * Across];
    private readonly (float X, float Y)[] _columns = new (float, float)[MaxColumns];
    private int _count;

    /// <param name="laserX">Lidar's points, odometry's frame.</param>
    /// <param name="laserY">The same points.</param>
    /// <param name="seenX">Points of the depth cameras, and</param>
    /// <param name="seenY">their other coordinate.</param>
    /// <param name="robot">Where the base is.</param>
    /// <param name="reachM">From its axis on nothing matters.</param>
    /// <param name="halfViewRad">Half of the head camera's horizontal view, which it has of what is ahead of the base.</param>
    public void Update(ReadOnlySpan<float> laserX, ReadOnlySpan<float> laserY, ReadOnlySpan<float> seenX, ReadOnlySpan<float> seenY, Pose2 robot, double reachM, double halfViewRad)
    {
        Array.Clear(_isSeen);
        Array.Clear(_hasColumn);
        _count = 0;
        for (int i = 0; i < seenX.Length; i++)
        {
            if (Cell(seenX[i], seenY[i], robot) is >= 0 and var cell)
            {
                _isSeen[cell] = true;
            }
        }
        for (int i = 0; i < laserX.Length && _count < MaxColumns; i++)
        {
            double x = laserX[i] - robot.X, y = laserY[i] - robot.Y;
            double bearing = Math.IEEERemainder(Math.Atan2(y, x) - robot.YawRad, 2 * Math.PI);
            int cell = Cell(laserX[i], laserY[i], robot);
            if (x * x + y * y < reachM * reachM && Math.Abs(bearing) > halfViewRad && cell >= 0 && !_hasColumn[cell] && !IsKnown(cell))
            {
                _hasColumn[cell] = true;
                _columns[_count++] = (laserX[i], laserY[i]);
            }
        }
    }

    /// <summary>Appends the points from <paramref name="start"/> on, except where nothing is known to be or the robot itself is; returns how many there are then.</summary>
    public int CopyTo(float[] x, float[] y, float[] z, int start, Func<Vec3, bool> isFree)
    {
        int end = start;
        for (int i = 0; i < _count; i++)
        {
            for (double up = LowM; up < HighM && end < x.Length; up += StepM)
            {
                if (!isFree(new(_columns[i].X, _columns[i].Y, up)))
                {
                    (x[end], y[end], z[end]) = (_columns[i].X, _columns[i].Y, (float)up);
                    end++;
                }
            }
        }
        return end;
    }

    /// <summary>Something was seen there or in a cell beside it: a surface is seen before its edge is.</summary>
    private bool IsKnown(int cell)
    {
        int column = cell % Across, row = cell / Across;
        for (int y = Math.Max(0, row - 1); y <= Math.Min(Across - 1, row + 1); y++)
        {
            for (int x = Math.Max(0, column - 1); x <= Math.Min(Across - 1, column + 1); x++)
            {
                if (_isSeen[y * Across + x])
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static int Cell(double x, double y, Pose2 robot)
    {
        int column = (int)Math.Floor((x - robot.X) / CellM) + Across / 2, row = (int)Math.Floor((y - robot.Y) / CellM) + Across / 2;
        return column is >= 0 and < Across && row is >= 0 and < Across ? row * Across + column : -1;
    }
}
