using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Perception;

/// <summary>Carries the points of a head depth image into the occupancy grid and the surface map.</summary>
public sealed class DepthMapper(OccupancyGrid grid, SurfaceMap surfaces)
{
    private const double FloorM = 0.03;
    private const double LowestObstacleM = 0.05;
    private const double HighestObstacleM = 1.6;
    private const double MaxRangeM = 6;
    private const double MaxObstacleRangeM = 3.5;
    private const double LevelM = 0.012;
    private const double MaxGapM = 0.3;
    private const double OwnBodyRadiusM = 0.34;

    private readonly int[] _hits = new int[grid.Frame.CellCount];
    private readonly int[] _floor = new int[grid.Frame.CellCount];
    private readonly List<int> _touched = [];
    private Vec3[] _points = [];

    public void Integrate(DepthImage image, Pose2 baseInMap)
    {
        int count = image.Width * image.Height;
        if (_points.Length != count)
        {
            _points = new Vec3[count];
        }
        ComputePoints(image);
        GridFrame frame = grid.Frame;
        Vec3 camera = image.CameraInMap.Position;
        for (int row = 0; row < image.Height; row++)
        {
            for (int column = 0; column < image.Width; column++)
            {
                Vec3 point = _points[row * image.Width + column];
                if (!point.IsFinite || IsIgnored(image.ClassAt(column, row)))
                {
                    continue;
                }
                double range = (point - camera).HorizontalLength;
                double fromBase = Math.Sqrt((point.X - baseInMap.X) * (point.X - baseInMap.X) + (point.Y - baseInMap.Y) * (point.Y - baseInMap.Y));
                int index = frame.IndexAt(point.X, point.Y);
                if (index < 0 || range > MaxRangeM || fromBase < OwnBodyRadiusM)
                {
                    continue;
                }
                bool isSmallThing = image.ClassAt(column, row) is SemanticClass.Mug or SemanticClass.Clutter or SemanticClass.CoffeeMachine or SemanticClass.MachineButton;
                Tally(index, point.Z, range, isSmallThing);
                if (point.Z > FloorM)
                {
                    bool isLevel = !isSmallThing && IsLevel(image.Width, column, row);
                    surfaces.Add(index, point.Z, isLevel, range);
                    if (isLevel && row + 1 < image.Height && image.ClassAt(column, row + 1) == image.ClassAt(column, row))
                    {
                        FillGap(point, _points[(row + 1) * image.Width + column], range);
                    }
                }
            }
        }
        Apply();
    }

    /// <summary>At a grazing angle the image's rows fall farther apart than the cells: a level top goes on between two rows that both see it.</summary>
    private void FillGap(Vec3 point, Vec3 nearer, double rangeM)
    {
        Vec3 gap = nearer - point;
        double length = gap.HorizontalLength;
        if (!nearer.IsFinite || length < grid.Frame.CellM || length > MaxGapM || Math.Abs(gap.Z) > LevelM)
        {
            return;
        }
        int steps = (int)Math.Ceiling(length / (0.8 * grid.Frame.CellM));
        for (int i = 1; i < steps; i++)
        {
            Vec3 between = Vec3.Lerp(point, nearer, (double)i / steps);
            if (grid.Frame.IndexAt(between.X, between.Y) is >= 0 and int index)
            {
                Tally(index, between.Z, rangeM, false);
                surfaces.Add(index, between.Z, true, rangeM);
            }
        }
    }

    private static bool IsIgnored(SemanticClass pixel) => pixel is SemanticClass.Nothing or SemanticClass.Robot or SemanticClass.Person;

    private void ComputePoints(DepthImage image)
    {
        Vec3 origin = image.CameraInMap.Position;
        Vec3 forward = image.CameraInMap.Orientation.AxisX;
        Vec3 left = image.CameraInMap.Orientation.AxisY;
        Vec3 up = image.CameraInMap.Orientation.AxisZ;
        for (int row = 0; row < image.Height; row++)
        {
            for (int column = 0; column < image.Width; column++)
            {
                double depth = image.DepthM(column, row);
                Vec3 ray = image.Ray(column, row);
                _points[row * image.Width + column] = depth > 0.05
                    ? origin + (forward + left * ray.Y + up * ray.Z) * depth
                    : new(double.NaN, 0, 0);
            }
        }
    }

    /// <summary>A mug or a thing on a counter is no obstacle to the base: the counter below it is. It may also be in the robot's own hand.</summary>
    private void Tally(int index, double heightM, double rangeM, bool isSmallThing)
    {
        if (rangeM > MaxObstacleRangeM)
        {
            return;
        }
        bool isObstacle = heightM is > LowestObstacleM and < HighestObstacleM && !isSmallThing;
        bool isFloor = Math.Abs(heightM) < FloorM;
        if (!isObstacle && !isFloor)
        {
            return;
        }
        if (_hits[index] == 0 && _floor[index] == 0)
        {
            _touched.Add(index);
        }
        _hits[index] += isObstacle ? 1 : 0;
        _floor[index] += isFloor ? 1 : 0;
    }

    private void Apply()
    {
        foreach (int index in _touched)
        {
            if (_hits[index] > 0)
            {
                grid.AddCameraHits(index, _hits[index]);
            }
            else
            {
                grid.AddCameraFloor(index);
            }
            _hits[index] = 0;
            _floor[index] = 0;
        }
        _touched.Clear();
    }

    /// <summary>Whether a pixel's neighbours in its row lie at its height and not far away. A row of an untilted camera sees a level top at one depth.</summary>
    private bool IsLevel(int width, int column, int row)
    {
        if (column == 0 || column == width - 1)
        {
            return false;
        }
        Vec3 point = _points[row * width + column];
        return IsNeighbour(_points[row * width + column - 1]) && IsNeighbour(_points[row * width + column + 1]) && IsTop();

        bool IsNeighbour(Vec3 other) => Math.Abs(other.Z - point.Z) < LevelM && (other - point).HorizontalLength < 0.25;

        // The rows above and below: on a wall one of them differs in height but hardly in distance.
        bool IsTop()
        {
            int above = (row - 1) * width + column;
            int below = (row + 1) * width + column;
            return (row > 0 && IsFlatTo(_points[above])) || (below < _points.Length && IsFlatTo(_points[below]));
        }

        bool IsFlatTo(Vec3 other) => Math.Abs(other.Z - point.Z) < 0.004 + 0.2 * (other - point).HorizontalLength && (other - point).HorizontalLength < 0.8;
    }
}
