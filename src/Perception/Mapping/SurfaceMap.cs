namespace RoboticsStack.Perception;

/// <summary>
/// Per cell, what the head camera has seen above the floor: the height of a level top that things can stand on, how high anything reaches,
/// and from how near it was looked at.
/// </summary>
public sealed class SurfaceMap(GridFrame frame)
{
    /// <summary>Heights at which counters, tables and sideboards end.</summary>
    public const double LowestSurfaceM = 0.55;
    public const double HighestSurfaceM = 1.15;
    private const int ReadingsForSurface = 3;
    private const double SameSurfaceM = 0.04;

    private readonly Cell[] _cells = new Cell[frame.CellCount];

    public GridFrame Frame { get; } = frame;

    /// <summary>Height of a level top over the floor, metres; null where none was seen.</summary>
    public double? SurfaceHeightM(int index) => _cells[index].LevelReadings >= ReadingsForSurface ? _cells[index].LevelHeightM : null;

    /// <summary>The same at a point of the map.</summary>
    public double? SurfaceHeightAt(double xM, double yM) => Frame.IndexAt(xM, yM) is >= 0 and int index ? SurfaceHeightM(index) : null;

    /// <summary>Highest return over the cell, metres; 0 if only floor or nothing was seen.</summary>
    public double TopM(int index) => _cells[index].TopM;

    /// <summary>Nearest range from which the head camera saw something of this cell; infinite if never.</summary>
    public double NearestViewM(int index) => _cells[index].NearestViewM is > 0 and float range ? range : double.PositiveInfinity;

    /// <summary>Notes a return over a cell.</summary>
    /// <param name="index">Cell.</param>
    /// <param name="heightM">Above the floor.</param>
    /// <param name="isLevel">Its neighbours in the image lie at the same height, and it belongs to furniture.</param>
    /// <param name="rangeM">Horizontal distance from the camera.</param>
    public void Add(int index, double heightM, bool isLevel, double rangeM)
    {
        ref Cell cell = ref _cells[index];
        cell.TopM = Math.Max(cell.TopM, (float)heightM);
        cell.NearestViewM = cell.NearestViewM > 0 ? Math.Min(cell.NearestViewM, (float)rangeM) : (float)rangeM;
        if (!isLevel || heightM < LowestSurfaceM || heightM > HighestSurfaceM)
        {
            return;
        }
        if (cell.LevelReadings == 0 || Math.Abs(cell.LevelHeightM - heightM) < SameSurfaceM)
        {
            cell.LevelReadings = Math.Min(cell.LevelReadings + 1, 50);
            cell.LevelHeightM += (float)((heightM - cell.LevelHeightM) / cell.LevelReadings);
        }
        else
        {
            // Two heights over one cell: readings of the other wear this one down until it yields.
            cell.LevelReadings--;
        }
    }

    private struct Cell
    {
        public float LevelHeightM;
        public float TopM;
        public float NearestViewM;
        public int LevelReadings;
    }
}
