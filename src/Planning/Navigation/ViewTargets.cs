using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Navigation;

internal enum ViewTargetKind
{
    /// <summary>A level top not yet seen from near.</summary>
    Top,

    /// <summary>An obstacle the lidar found and the camera has not looked at.</summary>
    Unseen,

    /// <summary>Free ground beside the unknown.</summary>
    Frontier,

    /// <summary>An object with too few detections.</summary>
    Doubtful,

    /// <summary>A machine whose front has not been seen well enough: to be looked at from there.</summary>
    MachineFront,
}

/// <summary>Something worth seeing: a block of 3 × 3 cells, stood for by one of them.</summary>
internal readonly record struct ViewTarget(ViewTargetKind Kind, (int, int) Key, int Index, double XM, double YM, double Weight)
{
    private const double FrontCos = 0.5;

    /// <summary>Direction in which the viewer must stand, seen from the target; null if any will do.</summary>
    public double? FacingRad { get; init; }

    public bool CanBeSeenFrom(double dx, double dy, double range) =>
        FacingRad is not { } facing || -(dx * Math.Cos(facing) + dy * Math.Sin(facing)) > FrontCos * range;
}

/// <summary>Gathers from the belief what has not been looked at enough.</summary>
internal static class ViewTargets
{
    private const int Block = 3;

    public static List<ViewTarget> Of(WorldBelief belief, double inspectRangeM, ExplorerOptions options)
    {
        OccupancyGrid grid = belief.Occupancy;
        SurfaceMap surfaces = belief.Surfaces;
        GridFrame frame = grid.Frame;
        List<ViewTarget> targets = [];
        CellBounds known = grid.Known;
        for (int row = known.MinRow - known.MinRow % Block; row < known.MaxRow; row += Block)
        {
            for (int column = known.MinColumn - known.MinColumn % Block; column < known.MaxColumn; column += Block)
            {
                AddBlock(grid, surfaces, frame, column, row, inspectRangeM, options, targets);
            }
        }
        foreach (ObjectTrack track in belief.Objects.Tracks)
        {
            ViewTargetKind? kind = !track.IsConfirmed ? ViewTargetKind.Doubtful : IsMachineWithoutFront(track) ? ViewTargetKind.MachineFront : null;
            if (kind is { } wanted && frame.IndexAt(track.PositionInMap.X, track.PositionInMap.Y) is >= 0 and int index)
            {
                (int, int) key = (-1 - index % frame.Width / Block, -1 - index / frame.Width / Block);
                targets.Add(new(wanted, key, index, track.PositionInMap.X, track.PositionInMap.Y, options.DoubtfulWeight)
                {
                    FacingRad = wanted == ViewTargetKind.MachineFront ? track.YawRad : null,
                });
            }
        }
        return targets;
    }

    public static bool IsMachineWithoutFront(ObjectTrack track) => track.IsConfirmed && track.Label == ObjectLabels.CoffeeMachine && !track.IsFrontKnown;

    /// <summary>Free, and beside enough unknown ground that it is no gap between two rays.</summary>
    public static bool IsFrontier(OccupancyGrid grid, int index)
    {
        if (grid[index] != CellState.Free)
        {
            return false;
        }
        GridFrame frame = grid.Frame;
        int column = index % frame.Width;
        int row = index / frame.Width;
        int unknown = 0;
        for (int r = row - 2; r <= row + 2; r++)
        {
            for (int c = column - 2; c <= column + 2; c++)
            {
                unknown += frame.Contains(c, r) && grid[r * frame.Width + c] == CellState.Unknown ? 1 : 0;
            }
        }
        return unknown >= 9;
    }

    private static void AddBlock(
        OccupancyGrid grid, SurfaceMap surfaces, GridFrame frame, int column, int row, double inspectRangeM, ExplorerOptions options, List<ViewTarget> targets)
    {
        int top = -1;
        int unseen = -1;
        int frontier = -1;
        int tops = 0;
        int unseens = 0;
        for (int r = row; r < Math.Min(row + Block, frame.Height); r++)
        {
            for (int c = column; c < Math.Min(column + Block, frame.Width); c++)
            {
                int index = r * frame.Width + c;
                if (surfaces.SurfaceHeightM(index) is not null)
                {
                    bool isOpen = surfaces.NearestViewM(index) > inspectRangeM;
                    tops += isOpen ? 1 : 0;
                    top = isOpen ? index : top;
                }
                else if (grid[index] == CellState.Occupied && double.IsInfinity(surfaces.NearestViewM(index)))
                {
                    unseens++;
                    unseen = index;
                }
                else if (r == row + 1 && c == column + 1 && IsFrontier(grid, index))
                {
                    frontier = index;
                }
            }
        }
        double share = 1.0 / (Block * Block);
        Add(ViewTargetKind.Top, top, options.TopWeight * tops * share);
        Add(ViewTargetKind.Unseen, unseen, options.UnseenWeight * Math.Min(1, unseens / (double)Block));
        Add(ViewTargetKind.Frontier, frontier, options.FrontierWeight);

        void Add(ViewTargetKind kind, int index, double weight)
        {
            if (index >= 0)
            {
                (double x, double y) = frame.CentreOf(index);
                targets.Add(new(kind, (column / Block * 4 + (int)kind, row / Block), index, x, y, weight));
            }
        }
    }
}
