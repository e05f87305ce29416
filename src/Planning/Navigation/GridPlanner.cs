using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Planning.Navigation;

/// <summary>
/// Ways for a round base over an occupancy grid: A* over eight neighbours, dearer near obstacles and over unseen ground, then pulled straight.
/// </summary>
public sealed class GridPlanner
{
    /// <summary>Around start and goal the base may be nearer to things than under way.</summary>
    private const double TightZoneM = 0.5;

    private readonly NavigationOptions _options;

    public GridPlanner(NavigationOptions? options = null)
    {
        _options = options ?? new();
        _options.Validate();
    }

    /// <summary>The cheapest way, or null if there is none.</summary>
    public NavigationPath? Plan(ClearanceField field, Pose2 start, Pose2 goal)
    {
        int from = field.Frame.IndexAt(start.X, start.Y);
        int to = field.Frame.IndexAt(goal.X, goal.Y);
        if (from < 0 || to < 0)
        {
            return null;
        }
        Search search = new(field, _options, from, to);
        if (!search.Run())
        {
            return null;
        }
        List<int> cells = search.Trace(to);
        return new(Straighten(field, cells, start, goal), goal, search.CostM(to));
    }

    /// <summary>Cost in metres from a start to every cell that can be reached.</summary>
    public TravelCosts CostsFrom(ClearanceField field, Pose2 start)
    {
        int from = field.Frame.IndexAt(start.X, start.Y);
        if (from < 0)
        {
            throw new ArgumentException("the start lies outside the known part of the map", nameof(start));
        }
        Search search = new(field, _options, from, null);
        search.Run();
        return new(field.Frame, search.Costs);
    }

    /// <summary>Leaves out every corner that a straight line can do without, where the line keeps the room that the corners kept.</summary>
    private List<Vec3> Straighten(ClearanceField field, List<int> cells, Pose2 start, Pose2 goal)
    {
        List<Vec3> points = [.. cells.Select(cell => PointOf(field, cell))];
        points[0] = new(start.X, start.Y, 0);
        points[^1] = new(goal.X, goal.Y, 0);
        List<Vec3> result = [points[0]];
        int at = 0;
        while (at < points.Count - 1)
        {
            int next = at + 1;
            double room = Room(field, points[at + 1]);
            for (int far = at + 2; far < points.Count; far++)
            {
                room = Math.Min(room, Room(field, points[far]));
                if (!IsLineClear(field, points[at], points[far], room - 0.02))
                {
                    break;
                }
                next = far;
            }
            result.Add(points[next]);
            at = next;
        }
        return result;
    }

    private double Room(ClearanceField field, Vec3 point) => Math.Min(field.ClearanceAt(point.X, point.Y), _options.ComfortM);

    private static bool IsLineClear(ClearanceField field, Vec3 a, Vec3 b, double clearanceM)
    {
        int steps = (int)Math.Ceiling((b - a).HorizontalLength / (field.Frame.CellM * 0.5));
        for (int i = 1; i < steps; i++)
        {
            Vec3 point = Vec3.Lerp(a, b, (double)i / steps);
            if (field.ClearanceAt(point.X, point.Y) < clearanceM)
            {
                return false;
            }
        }
        return true;
    }

    private static Vec3 PointOf(ClearanceField field, int cell)
    {
        (double x, double y) = field.Frame.CentreOf(cell);
        return new(x, y, 0);
    }

    /// <summary>One A* search; without a goal, Dijkstra's over everything.</summary>
    private sealed class Search
    {
        private readonly ClearanceField _field;
        private readonly NavigationOptions _options;
        private readonly int _start;
        private readonly int? _goal;
        private readonly int[] _parent;
        private readonly bool[] _done;
        private readonly double _startRoomM;
        private readonly PriorityQueue<int, double> _open = new();

        public Search(ClearanceField field, NavigationOptions options, int start, int? goal)
        {
            _field = field;
            _options = options;
            _start = start;
            _goal = goal;
            _startRoomM = field.ClearanceM(start);
            Costs = new float[field.Frame.CellCount];
            Array.Fill(Costs, float.PositiveInfinity);
            _parent = new int[field.Frame.CellCount];
            _done = new bool[field.Frame.CellCount];
        }

        public float[] Costs { get; }

        public double CostM(int cell) => Costs[cell];

        public bool Run()
        {
            Costs[_start] = 0;
            _parent[_start] = -1;
            _open.Enqueue(_start, 0);
            while (_open.TryDequeue(out int cell, out _))
            {
                if (_done[cell])
                {
                    continue;
                }
                _done[cell] = true;
                if (cell == _goal)
                {
                    return true;
                }
                Expand(cell);
            }
            return _goal is null;
        }

        public List<int> Trace(int cell)
        {
            List<int> cells = [];
            for (int at = cell; at >= 0; at = _parent[at])
            {
                cells.Add(at);
            }
            cells.Reverse();
            if (cells.Count == 1)
            {
                cells.Add(cell);
            }
            return cells;
        }

        private void Expand(int cell)
        {
            int width = _field.Frame.Width;
            int column = cell % width;
            int row = cell / width;
            for (int dr = -1; dr <= 1; dr++)
            {
                for (int dc = -1; dc <= 1; dc++)
                {
                    if ((dr == 0 && dc == 0) || !_field.Frame.Contains(column + dc, row + dr))
                    {
                        continue;
                    }
                    int next = cell + dr * width + dc;
                    double weight = Weight(next);
                    if (_done[next] || double.IsInfinity(weight))
                    {
                        continue;
                    }
                    double step = _field.Frame.CellM * (dr != 0 && dc != 0 ? Math.Sqrt(2) : 1);
                    float cost = Costs[cell] + (float)(step * weight);
                    if (cost < Costs[next])
                    {
                        Costs[next] = cost;
                        _parent[next] = cell;
                        _open.Enqueue(next, cost + Heuristic(next));
                    }
                }
            }
        }

        /// <summary>Cost of a metre through a cell; infinite where the base does not fit.</summary>
        private double Weight(int cell)
        {
            double clearance = _field.ClearanceM(cell);
            double keep = _options.FootprintRadiusM + _options.MarginM;
            if (clearance < keep)
            {
                double tight = Math.Min(keep, _options.FootprintRadiusM + _options.TightMarginM);
                bool nearStart = DistanceM(cell, _start) < TightZoneM && clearance >= Math.Min(tight, _startRoomM - 0.01);
                bool nearGoal = _goal is { } goal && DistanceM(cell, goal) < TightZoneM && clearance >= tight;
                if (!nearStart && !nearGoal)
                {
                    return double.PositiveInfinity;
                }
            }
            double lack = Math.Clamp((_options.ComfortM - clearance) / (_options.ComfortM - keep), 0, 2);
            double weight = 1 + _options.TightCost * lack * lack;
            return _field.State(cell) == Perception.CellState.Unknown ? weight * _options.UnknownCost : weight;
        }

        private double Heuristic(int cell) => _goal is { } goal ? DistanceM(cell, goal) : 0;

        private double DistanceM(int a, int b)
        {
            int width = _field.Frame.Width;
            double dc = a % width - b % width;
            double dr = a / width - b / width;
            return Math.Sqrt(dc * dc + dr * dr) * _field.Frame.CellM;
        }
    }
}
