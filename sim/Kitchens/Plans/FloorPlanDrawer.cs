using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Kitchens.Plans;

/// <summary>
/// Draws one floor plan: counters at the east end, living area in the west, the dining table between. A drawing may fail
/// (<see cref="TryDraw"/> returns null) when something does not fit; the caller draws again.
/// </summary>
internal sealed class FloorPlanDrawer
{
    private const double WalkwayM = 0.80;
    private const double TableFreeDepthM = 1.0;

    private readonly RandomStream _random;
    private readonly List<PlanItem> _items = [];
    private readonly KitchenLayout _layout;
    private readonly double _sizeX;
    private readonly double _sizeY;
    private readonly double _counterDepth;
    private readonly double _counterHeight;

    public FloorPlanDrawer(RandomStream random)
    {
        _random = random;
        _layout = (KitchenLayout)random.Index(4);
        _sizeX = random.Uniform(_layout == KitchenLayout.Island ? 7.7 : 6.5, 9.0);
        _sizeY = random.Uniform(5.0, 7.0);
        _counterDepth = random.Uniform(0.60, 0.65);
        _counterHeight = random.Uniform(0.86, 0.96);
    }

    public FloorPlan? TryDraw()
    {
        DrawCounters();
        double doorX = _random.Uniform(1.2, _sizeX * 0.5);
        PlanRect entrance = PlanRect.Around(new(doorX, 0.7), 1.2, 1.4);
        DrawLiving(entrance);
        Heading? freeSide = DrawDiningTable(entrance);
        if (freeSide is null || AnyOverlap())
        {
            return null;
        }
        PlanOrientation orientation = new(_sizeX, _sizeY, _random.Chance(0.5), _random.Chance(0.5), _random.Chance(0.5));
        return new FloorPlan
        {
            Layout = _layout,
            Bounds = orientation.Apply(new PlanRect(0, 0, _sizeX, _sizeY)),
            Items = [.. _items.Select(orientation.Apply)],
            Door = orientation.Apply(new PlanPoint(doorX, 0)),
            DoorInward = orientation.Apply(Heading.North),
            TableFreeSide = orientation.Apply(freeSide.Value),
        };
    }

    private void DrawCounters()
    {
        double inner = _sizeX - _counterDepth;
        switch (_layout)
        {
            case KitchenLayout.OneWall:
                DrawWallRun(_random.Uniform(2.4, 3.2));
                break;
            case KitchenLayout.Island:
                double length = _random.Uniform(2.2, 2.9);
                double middle = DrawWallRun(length);
                double islandLength = _random.Uniform(1.4, 1.9);
                double islandX = inner - _random.Uniform(1.15, 1.40) - _counterDepth / 2;
                double islandY = Math.Clamp(middle + _random.Uniform(-0.3, 0.3), islandLength / 2 + 0.9, _sizeY - islandLength / 2 - 0.9);
                Add(FurnitureKind.Island, PlanRect.Around(new(islandX, islandY), _counterDepth, islandLength), _counterHeight, Heading.West, Heading.West, Heading.East);
                break;
            case KitchenLayout.L:
                double eastLength = _random.Uniform(2.2, 3.0);
                AddCounter(new(inner, _sizeY - eastLength, _sizeX, _sizeY), Heading.West);
                double northLength = _random.Uniform(1.5, 2.2);
                AddCounter(new(inner - northLength, _sizeY - _counterDepth, inner, _sizeY), Heading.South);
                DrawTallEnd(new(inner, _sizeY - eastLength), Heading.South, Heading.West);
                if (_random.Chance(0.5))
                {
                    DrawCabinet(new(inner - northLength, _sizeY), Heading.West, Heading.South);
                }
                break;
            default:
                double gap = _random.Uniform(1.5, 1.9);
                double southTop = _sizeY - _counterDepth - gap;
                AddCounter(new(inner, southTop - _counterDepth, _sizeX, _sizeY), Heading.West);
                double armLength = _random.Uniform(1.3, 2.0);
                AddCounter(new(inner - armLength, _sizeY - _counterDepth, inner, _sizeY), Heading.South);
                double peninsula = _random.Uniform(1.2, 1.8);
                Add(FurnitureKind.Counter, new(inner - peninsula, southTop - _counterDepth, inner, southTop), _counterHeight, Heading.North, Heading.North, Heading.South);
                DrawTallEnd(new(inner, southTop - _counterDepth), Heading.South, Heading.West);
                break;
        }
    }

    /// <summary>A run along the east wall with fridge and perhaps a tall cabinet at its ends; returns its middle.</summary>
    private double DrawWallRun(double length)
    {
        double inner = _sizeX - _counterDepth;
        double low = _random.Uniform(0.75, Math.Max(0.76, _sizeY - length - 0.75));
        bool fridgeBelow = _random.Chance(0.5);
        AddCounter(new(inner, low, _sizeX, low + length), Heading.West);
        DrawTallEnd(new(inner, fridgeBelow ? low : low + length), fridgeBelow ? Heading.South : Heading.North, Heading.West);
        if (_random.Chance(0.5))
        {
            DrawCabinet(new(_sizeX, fridgeBelow ? low + length : low), fridgeBelow ? Heading.North : Heading.South, Heading.West);
        }
        return low + length / 2;
    }

    private void DrawTallEnd(PlanPoint corner, Heading along, Heading front)
    {
        double width = _random.Uniform(0.60, 0.70);
        PlanPoint far = corner + along.Vector * width + front.Opposite.Vector * _counterDepth;
        Add(FurnitureKind.Fridge, PlanRect.Spanning(corner, far), _random.Uniform(1.65, 1.95), front);
    }

    private void DrawCabinet(PlanPoint wallCorner, Heading along, Heading front)
    {
        PlanPoint far = wallCorner + along.Vector * _random.Uniform(0.45, 0.60) + front.Vector * _counterDepth;
        Add(FurnitureKind.TallCabinet, PlanRect.Spanning(wallCorner, far), _random.Uniform(1.9, 2.2), front);
    }

    private void DrawLiving(PlanRect entrance)
    {
        double sofaLength = _random.Uniform(1.6, 2.2);
        double sofaDepth = _random.Uniform(0.80, 0.92);
        double sofaY = _random.Uniform(sofaLength / 2 + 0.1, _sizeY - sofaLength / 2 - 0.1);
        PlanRect sofa = PlanRect.Around(new(sofaDepth / 2 + 0.03, sofaY), sofaDepth, sofaLength);
        AddIfFree(FurnitureKind.Sofa, sofa, _random.Uniform(0.70, 0.82), Heading.East, entrance);
        double lowDepth = _random.Uniform(0.45, 0.60);
        PlanRect low = PlanRect.Around(new(sofa.MaxX + _random.Uniform(0.35, 0.45) + lowDepth / 2, sofaY), lowDepth, _random.Uniform(0.8, 1.1));
        AddIfFree(FurnitureKind.LowTable, low, _random.Uniform(0.36, 0.45), Heading.East, entrance);
        double shelfDepth = _random.Uniform(0.28, 0.40);
        double shelfLength = _random.Uniform(0.8, 1.3);
        double shelfX = _random.Uniform(shelfLength / 2 + 0.05, _sizeX * 0.5);
        AddIfFree(FurnitureKind.Shelf, PlanRect.Around(new(shelfX, _sizeY - shelfDepth / 2), shelfLength, shelfDepth), _random.Uniform(1.2, 1.9), Heading.South, entrance);
        double boardLength = _random.Uniform(0.9, 1.4);
        double boardX = _random.Uniform(_sizeX * 0.45, _sizeX - 2.2);
        AddIfFree(FurnitureKind.Sideboard, PlanRect.Around(new(boardX, 0.2), boardLength, 0.40), _random.Uniform(0.7, 0.85), Heading.North, entrance);
    }

    /// <summary>Returns the side that is left free, or null when no place is found.</summary>
    private Heading? DrawDiningTable(PlanRect entrance)
    {
        double length = _random.Uniform(1.2, 1.6);
        double depth = _random.Uniform(0.75, 0.90);
        double height = _random.Uniform(0.72, 0.78);
        bool lengthwise = _random.Chance(0.5);
        (double sx, double sy) = lengthwise ? (length, depth) : (depth, length);
        PlanRect room = new(0, 0, _sizeX, _sizeY);
        for (int attempt = 0; attempt < 60; attempt++)
        {
            PlanPoint centre = new(_random.Uniform(0.3 * _sizeX, 0.72 * _sizeX), _random.Uniform(sy / 2 + 0.3, _sizeY - sy / 2 - 0.3));
            PlanRect table = PlanRect.Around(centre, sx, sy);
            if (table.Overlaps(entrance) || _items.Any(item => item.Rect.Inflate(WalkwayM).Overlaps(table)) || !room.Inflate(-WalkwayM).Contains(table))
            {
                continue;
            }
            Heading[] sides = lengthwise ? [Heading.North, Heading.South] : [Heading.East, Heading.West];
            Heading[] free = [.. sides.Where(side => IsFree(table.StripOutside(side, TableFreeDepthM), room))];
            if (free.Length == 0)
            {
                continue;
            }
            Heading chosen = _random.Pick(free);
            Add(FurnitureKind.DiningTable, table, height, chosen, Heading.East, Heading.North, Heading.West, Heading.South);
            if (_random.Chance(0.6))
            {
                DrawChairs(table, chosen, entrance);
            }
            return chosen;
        }
        return null;
    }

    private void DrawChairs(PlanRect table, Heading freeSide, PlanRect entrance)
    {
        foreach (Heading side in (Heading[])[freeSide.Opposite, freeSide.Left, freeSide.Left.Opposite])
        {
            int seats = side == freeSide.Opposite ? 2 : 1;
            for (int seat = 0; seat < seats; seat++)
            {
                if (_random.Chance(0.35))
                {
                    continue;
                }
                double along = seats == 1 ? 0 : (seat - 0.5) * table.EdgeLength(side) / 2;
                PlanPoint centre = table.EdgeCentre(side) + side.Left.Vector * (along + _random.Uniform(-0.05, 0.05)) + side.Vector * (0.21 + _random.Uniform(0.03, 0.12));
                AddIfFree(FurnitureKind.Chair, PlanRect.Around(centre, 0.42, 0.42), _random.Uniform(0.82, 0.95), side.Opposite, entrance);
            }
        }
    }

    private bool IsFree(PlanRect area, PlanRect room) => room.Contains(area) && !_items.Any(item => item.Rect.Overlaps(area));

    private bool AnyOverlap()
    {
        PlanRect room = new PlanRect(0, 0, _sizeX, _sizeY).Inflate(1e-6);
        for (int i = 0; i < _items.Count; i++)
        {
            if (!room.Contains(_items[i].Rect) || _items.Skip(i + 1).Any(other => other.Rect.Inflate(-1e-6).Overlaps(_items[i].Rect)))
            {
                return true;
            }
        }
        return false;
    }

    private void AddIfFree(FurnitureKind kind, PlanRect rect, double height, Heading front, PlanRect keepClear)
    {
        if (!rect.Overlaps(keepClear) && !_items.Any(item => item.Rect.Overlaps(rect)))
        {
            Add(kind, rect, height, front);
        }
    }

    private void AddCounter(PlanRect rect, Heading front) => Add(FurnitureKind.Counter, rect, _counterHeight, front, front);

    private void Add(FurnitureKind kind, PlanRect rect, double height, Heading front, params Heading[] workEdges)
    {
        string name = kind == FurnitureKind.DiningTable ? "dining_table" : $"{Snake(kind)}_{_items.Count(item => item.Kind == kind)}";
        _items.Add(new PlanItem(kind, name, rect, height, front) { WorkEdges = workEdges });
    }

    private static string Snake(FurnitureKind kind) => kind switch
    {
        FurnitureKind.TallCabinet => "tall_cabinet",
        FurnitureKind.LowTable => "low_table",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
