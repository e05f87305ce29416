using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Navigation;

/// <summary>Whether the head camera could look from one place to another: over counters and tables, not through what stands as high as itself.</summary>
internal sealed class SightLines(WorldBelief belief)
{
    private const double TallM = 1.3;

    /// <summary>Around the target its own cells may seem to stand in the way, and so may a cupboard that hangs over it.</summary>
    private const double TargetRoomM = 0.35;

    public bool IsClear(double fromX, double fromY, double toX, double toY)
    {
        OccupancyGrid grid = belief.Occupancy;
        SurfaceMap surfaces = belief.Surfaces;
        double dx = toX - fromX;
        double dy = toY - fromY;
        double length = Math.Sqrt(dx * dx + dy * dy);
        double step = grid.Frame.CellM;
        int unknownKind = 0;
        for (double along = step; along < length - TargetRoomM; along += step)
        {
            int index = grid.Frame.IndexAt(fromX + dx * along / length, fromY + dy * along / length);
            if (index < 0)
            {
                return false;
            }
            double top = surfaces.TopM(index);
            if (top > TallM)
            {
                return false;
            }
            // What only the lidar knows may be a wall: a look over more than its front is not counted on.
            unknownKind += top <= 0 && grid[index] == CellState.Occupied ? 1 : 0;
            if (unknownKind > 2)
            {
                return false;
            }
        }
        return true;
    }
}
