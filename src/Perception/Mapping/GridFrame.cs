namespace RoboticsStack.Perception;

/// <summary>Where a grid of square cells lies in the map. Cell (0, 0) has its low corner at the origin.</summary>
public readonly record struct GridFrame(double OriginXM, double OriginYM, double CellM, int Width, int Height)
{
    public int CellCount => Width * Height;

    public (int Column, int Row) CellAt(double xM, double yM) =>
        ((int)Math.Floor((xM - OriginXM) / CellM), (int)Math.Floor((yM - OriginYM) / CellM));

    public bool Contains(int column, int row) => (uint)column < (uint)Width && (uint)row < (uint)Height;

    /// <summary>Index of the cell under a point, or −1 outside the grid.</summary>
    public int IndexAt(double xM, double yM)
    {
        (int column, int row) = CellAt(xM, yM);
        return Contains(column, row) ? row * Width + column : -1;
    }

    /// <summary>Middle of a cell, in the map.</summary>
    public (double XM, double YM) CentreOf(int column, int row) => (OriginXM + (column + 0.5) * CellM, OriginYM + (row + 0.5) * CellM);

    public (double XM, double YM) CentreOf(int index) => CentreOf(index % Width, index / Width);
}

/// <summary>A rectangle of cells, upper ends exclusive.</summary>
public readonly record struct CellBounds(int MinColumn, int MinRow, int MaxColumn, int MaxRow)
{
    public static readonly CellBounds Empty = new(int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);

    public bool IsEmpty => MaxColumn <= MinColumn || MaxRow <= MinRow;

    public CellBounds With(int column, int row) => new(
        Math.Min(MinColumn, column), Math.Min(MinRow, row), Math.Max(MaxColumn, column + 1), Math.Max(MaxRow, row + 1));

    public CellBounds Grown(int cells, in GridFrame frame) => IsEmpty ? this : new(
        Math.Max(0, MinColumn - cells), Math.Max(0, MinRow - cells),
        Math.Min(frame.Width, MaxColumn + cells), Math.Min(frame.Height, MaxRow + cells));
}
