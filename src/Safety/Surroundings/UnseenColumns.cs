using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>
/// What the lidar sees near the floor where no depth camera has ever looked is taken to go up to the height of a counter: a cupboard beside the robot, behind its elbow.
/// Where a camera has seen anything, that is what is there. Three thin things at a right angle may be the legs of a table, of which the lidar does not see the top: there, too, along its
/// sides and a little around, where no camera looks or has seen through. Allocates nothing after construction.
/// </summary>
internal sealed class UnseenColumns
{
    /// <summary>Above most counters, and from where the base's own field ends.</summary>
    private const double HighM = 1.0, LowM = 0.25, StepM = 0.05;

    private const double CellM = 0.06;
    private const int Across = 64;
    private const int MaxColumns = 1024;

    /// <summary>A table's legs are no thicker, stand no farther apart, and no nearer; its top goes no farther beyond them. By how much its corners may not be square.</summary>
    private const double LegM = 0.12, TableM = 1.7, NarrowM = 0.3, OverhangM = 0.06, Square = 0.1;

    /// <summary>Legs that stand nearer together keep the base, and with it the mast, outside.</summary>
    private const double PassM = 0.5;

    /// <summary>Returns farther apart are of two things.</summary>
    private const double GapM = 0.12;
    private const int MaxLegs = 24;

    private readonly (double X, double Y)[] _legs = new (double, double)[MaxLegs];
    private int _legCount;

    private readonly bool[] _isKnown = new bool[Across * Across];
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
        Array.Clear(_isKnown);
        Array.Clear(_hasColumn);
        _count = 0;
        for (int i = 0; i < seenX.Length; i++)
        {
            // Its neighbours, too: a surface is seen before its edge is.
            for (int n = 0; n < 9; n++)
            {
                if (Cell(seenX[i] + CellM * (n % 3 - 1), seenY[i] + CellM * (n / 3 - 1), robot) is >= 0 and var cell)
                {
                    _isKnown[cell] = true;
                }
            }
        }
        for (int i = 0; i < laserX.Length; i++)
        {
            double x = laserX[i] - robot.X, y = laserY[i] - robot.Y;
            int cell = Cell(laserX[i], laserY[i], robot);
            if (Math.Abs(Bearing(x, y, robot)) > halfViewRad && cell >= 0 && !_isKnown[cell])
            {
                AddColumn(x, y, robot, reachM);
            }
        }
        FindLegs(laserX, laserY);
        for (int corner = 0; corner < _legCount; corner++)
        {
            for (int a = 0; a < _legCount; a++)
            {
                for (int b = a + 1; b < _legCount; b++)
                {
                    if (a != corner && b != corner && IsCorner(_legs[corner], _legs[a], _legs[b]))
                    {
                        AddTop(_legs[corner], _legs[a], _legs[b], robot, reachM, halfViewRad);
                    }
                }
            }
        }
    }

    /// <summary>Points of a scan follow one another round the robot: what is narrow, with a gap on both sides, may be a leg.</summary>
    private void FindLegs(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        _legCount = 0;
        int begin = 0;
        for (int i = 1; i <= x.Length && _legCount < MaxLegs; i++)
        {
            if (i < x.Length && Distance(i - 1, i, x, y) < GapM)
            {
                continue;
            }
            if (Distance(begin, i - 1, x, y) < LegM)
            {
                _legs[_legCount++] = ((x[begin] + x[i - 1]) / 2, (y[begin] + y[i - 1]) / 2);
            }
            begin = i;
        }

        static double Distance(int a, int b, ReadOnlySpan<float> x, ReadOnlySpan<float> y) => double.Hypot(x[b] - x[a], y[b] - y[a]);
    }

    /// <summary>Three legs of a table: its sides meet at a right angle, and are such that the base could get in between.</summary>
    private static bool IsCorner((double X, double Y) corner, (double X, double Y) a, (double X, double Y) b)
    {
        double ax = a.X - corner.X, ay = a.Y - corner.Y, bx = b.X - corner.X, by = b.Y - corner.Y;
        double lengthA = double.Hypot(ax, ay), lengthB = double.Hypot(bx, by);
        return Math.Min(lengthA, lengthB) > NarrowM && Math.Max(lengthA, lengthB) is > PassM and < TableM && Math.Abs(ax * bx + ay * by) < Square * lengthA * lengthB;
    }

    /// <summary>The four sides of a table of which three legs are seen.</summary>
    private void AddTop((double X, double Y) corner, (double X, double Y) a, (double X, double Y) b, Pose2 robot, double reachM, double halfViewRad)
    {
        (double X, double Y) opposite = (a.X + b.X - corner.X, a.Y + b.Y - corner.Y);
        AddSide(corner, a, robot, reachM, halfViewRad);
        AddSide(corner, b, robot, reachM, halfViewRad);
        AddSide(opposite, a, robot, reachM, halfViewRad);
        AddSide(opposite, b, robot, reachM, halfViewRad);
    }

    private void AddSide((double X, double Y) a, (double X, double Y) b, Pose2 robot, double reachM, double halfViewRad)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y, length = double.Hypot(dx, dy);
        (dx, dy) = (dx / length, dy / length);
        for (double along = -OverhangM; along < length + OverhangM; along += CellM / 2)
        {
            for (int side = -1; side <= 1; side++)
            {
                double x = a.X + along * dx - side * OverhangM * dy - robot.X, y = a.Y + along * dy + side * OverhangM * dx - robot.Y;
                if (Math.Abs(Bearing(x, y, robot)) > halfViewRad)
                {
                    AddColumn(x, y, robot, reachM);
                }
            }
        }
    }

    private static double Bearing(double x, double y, Pose2 robot) => Math.IEEERemainder(Math.Atan2(y, x) - robot.YawRad, 2 * Math.PI);

    private void AddColumn(double x, double y, Pose2 robot, double reachM)
    {
        int cell = Cell(x + robot.X, y + robot.Y, robot);
        if (x * x + y * y < reachM * reachM && cell >= 0 && !_hasColumn[cell] && _count < MaxColumns)
        {
            _hasColumn[cell] = true;
            _columns[_count++] = ((float)(x + robot.X), (float)(y + robot.Y));
        }
    }

    /// <summary>Appends the points from <paramref name="start"/> on, except where something else is known to be; returns how many there are then.</summary>
    public int CopyTo(float[] x, float[] y, float[] z, int start, Func<Vec3, bool> isKnown)
    {
        int end = start;
        for (int i = 0; i < _count; i++)
        {
            for (double up = LowM; up < HighM && end < x.Length; up += StepM)
            {
                if (!isKnown(new(_columns[i].X, _columns[i].Y, up)))
                {
                    (x[end], y[end], z[end]) = (_columns[i].X, _columns[i].Y, (float)up);
                    end++;
                }
            }
        }
        return end;
    }

    private static int Cell(double x, double y, Pose2 robot)
    {
        int column = (int)Math.Floor((x - robot.X) / CellM) + Across / 2, row = (int)Math.Floor((y - robot.Y) / CellM) + Across / 2;
        return column is >= 0 and < Across && row is >= 0 and < Across ? row * Across + column : -1;
    }
}
