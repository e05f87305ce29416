using RoboticsStack.Perception;

namespace RoboticsStack.Planning.Navigation;

/// <summary>
/// The known part of an occupancy grid with the distance from each cell to the nearest occupied one, centre to centre. A snapshot: build a new
/// one when the grid has changed.
/// </summary>
/// <remarks>Exact Euclidean distance by lower envelopes of parabolas, rows after columns (Felzenszwalb and Huttenlocher, 2012).</remarks>
public sealed class ClearanceField
{
    /// <summary>Cells around the known part that are taken along, as unknown ground to explore.</summary>
    private const int BorderCells = 4;
    private const float Far = 1e12f;

    private readonly CellState[] _states;
    private readonly float[] _clearanceM;

    private ClearanceField(GridFrame frame, CellState[] states, float[] clearanceM)
    {
        Frame = frame;
        _states = states;
        _clearanceM = clearanceM;
    }

    public GridFrame Frame { get; }

    public CellState State(int index) => _states[index];

    /// <summary>Metres to the centre of the nearest occupied cell.</summary>
    public double ClearanceM(int index) => _clearanceM[index];

    /// <summary>The same at a point of the map; 0 outside the known part.</summary>
    public double ClearanceAt(double xM, double yM) => Frame.IndexAt(xM, yM) is >= 0 and int index ? _clearanceM[index] : 0;

    public static ClearanceField Of(OccupancyGrid grid)
    {
        CellBounds bounds = grid.Known.Grown(BorderCells, grid.Frame);
        if (bounds.IsEmpty)
        {
            throw new ArgumentException("nothing is known of the grid yet", nameof(grid));
        }
        int width = bounds.MaxColumn - bounds.MinColumn;
        int height = bounds.MaxRow - bounds.MinRow;
        GridFrame frame = new(
            grid.Frame.OriginXM + bounds.MinColumn * grid.Frame.CellM,
            grid.Frame.OriginYM + bounds.MinRow * grid.Frame.CellM,
            grid.Frame.CellM, width, height);
        CellState[] states = new CellState[width * height];
        float[] squared = new float[width * height];
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                CellState state = grid[(row + bounds.MinRow) * grid.Frame.Width + column + bounds.MinColumn];
                states[row * width + column] = state;
                squared[row * width + column] = state == CellState.Occupied ? 0 : Far;
            }
        }
        Transform(squared, width, height);
        for (int i = 0; i < squared.Length; i++)
        {
            squared[i] = Math.Min(MathF.Sqrt(squared[i]) * (float)frame.CellM, 100);
        }
        return new(frame, states, squared);
    }

    private static void Transform(float[] squared, int width, int height)
    {
        int longest = Math.Max(width, height);
        float[] line = new float[longest];
        float[] result = new float[longest];
        int[] vertex = new int[longest];
        float[] border = new float[longest + 1];
        for (int column = 0; column < width; column++)
        {
            for (int row = 0; row < height; row++)
            {
                line[row] = squared[row * width + column];
            }
            TransformLine(line.AsSpan(0, height), result, vertex, border);
            for (int row = 0; row < height; row++)
            {
                squared[row * width + column] = result[row];
            }
        }
        for (int row = 0; row < height; row++)
        {
            squared.AsSpan(row * width, width).CopyTo(line);
            TransformLine(line.AsSpan(0, width), result, vertex, border);
            result.AsSpan(0, width).CopyTo(squared.AsSpan(row * width, width));
        }
    }

    /// <summary>result[q] = min over p of (q − p)² + line[p].</summary>
    private static void TransformLine(ReadOnlySpan<float> line, float[] result, int[] vertex, float[] border)
    {
        int count = 0;
        for (int q = 0; q < line.Length; q++)
        {
            if (line[q] >= Far)
            {
                continue;
            }
            float crossing = float.NegativeInfinity;
            while (count > 0)
            {
                int p = vertex[count - 1];
                crossing = (line[q] + (float)q * q - line[p] - (float)p * p) / (2 * (q - p));
                if (crossing > border[count - 1])
                {
                    break;
                }
                count--;
                crossing = float.NegativeInfinity;
            }
            vertex[count] = q;
            border[count] = crossing;
            count++;
        }
        if (count == 0)
        {
            result.AsSpan(0, line.Length).Fill(Far);
            return;
        }
        int k = 0;
        for (int q = 0; q < line.Length; q++)
        {
            while (k + 1 < count && border[k + 1] < q)
            {
                k++;
            }
            float away = q - vertex[k];
            result[q] = away * away + line[vertex[k]];
        }
    }
}
