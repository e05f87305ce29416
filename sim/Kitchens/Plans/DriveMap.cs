namespace RoboticsStack.Kitchens.Plans;

/// <summary>Where a round base can drive to from its start: a flood fill over 5 cm cells of the plan.</summary>
public sealed class DriveMap
{
    public const double BaseRadiusM = 0.26;
    public const double MarginM = 0.10;
    private const double CellM = 0.05;

    private readonly PlanRect _bounds;
    private readonly int _columns;
    private readonly int _rows;
    private readonly bool[] _reachable;

    public DriveMap(FloorPlan plan, PlanPoint start)
    {
        _bounds = plan.Bounds;
        _columns = (int)Math.Ceiling(_bounds.SizeX / CellM);
        _rows = (int)Math.Ceiling(_bounds.SizeY / CellM);
        _reachable = new bool[_columns * _rows];
        bool[] free = new bool[_reachable.Length];
        PlanRect inner = _bounds.Inflate(-BaseRadiusM - MarginM);
        for (int i = 0; i < free.Length; i++)
        {
            PlanPoint p = CentreOf(i);
            free[i] = inner.DistanceTo(p) <= 0 && plan.Items.All(item => item.Rect.DistanceTo(p) >= BaseRadiusM + MarginM);
        }
        Fill(free, IndexOf(start));
    }

    public bool IsReachable(PlanPoint p)
    {
        int index = IndexOf(p);
        return index >= 0 && _reachable[index];
    }

    private void Fill(bool[] free, int start)
    {
        if (start < 0 || !free[start])
        {
            return;
        }
        Queue<int> open = new();
        _reachable[start] = true;
        open.Enqueue(start);
        while (open.TryDequeue(out int index))
        {
            int column = index % _columns;
            Visit(index - 1, column > 0);
            Visit(index + 1, column < _columns - 1);
            Visit(index - _columns, index >= _columns);
            Visit(index + _columns, index < free.Length - _columns);
        }

        void Visit(int next, bool inside)
        {
            if (inside && free[next] && !_reachable[next])
            {
                _reachable[next] = true;
                open.Enqueue(next);
            }
        }
    }

    private PlanPoint CentreOf(int index) => new(_bounds.MinX + (index % _columns + 0.5) * CellM, _bounds.MinY + (index / _columns + 0.5) * CellM);

    private int IndexOf(PlanPoint p)
    {
        int column = (int)Math.Floor((p.X - _bounds.MinX) / CellM);
        int row = (int)Math.Floor((p.Y - _bounds.MinY) / CellM);
        return column >= 0 && column < _columns && row >= 0 && row < _rows ? row * _columns + column : -1;
    }
}
