namespace RoboticsStack.Perception;

/// <summary>One fingertip pad: what its pressure cells add up to.</summary>
/// <param name="ForceN">Sum over all cells.</param>
/// <param name="PeakN">Largest cell.</param>
/// <param name="CentreRow">Centre of pressure, in rows from the fingertip's tip; not a number without contact.</param>
/// <param name="CentreColumn">Centre of pressure, in columns from the left edge; not a number without contact.</param>
/// <param name="ActiveCells">Cells above the noise.</param>
public readonly record struct TactileSummary(double ForceN, double PeakN, double CentreRow, double CentreColumn, int ActiveCells)
{
    private const double NoiseN = 0.02;

    public bool InContact => ForceN > 0.2;

    /// <summary>Cells run row by row; cells below the noise do not count.</summary>
    public static TactileSummary Of(ReadOnlySpan<float> cellsN, int columns)
    {
        double sum = 0;
        double peak = 0;
        double row = 0;
        double column = 0;
        int active = 0;
        for (int i = 0; i < cellsN.Length; i++)
        {
            double force = cellsN[i];
            if (force <= NoiseN)
            {
                continue;
            }
            active++;
            sum += force;
            peak = Math.Max(peak, force);
            row += force * (i / columns);
            column += force * (i % columns);
        }
        return sum > 0 ? new(sum, peak, row / sum, column / sum, active) : new(0, 0, double.NaN, double.NaN, 0);
    }
}
