namespace RoboticsStack.Runtime.Evaluation;

/// <summary>A proportion with its Wilson score interval at 95 % (Wilson, 1927).</summary>
public readonly record struct WilsonInterval(int Successes, int Trials)
{
    private const double Z = 1.959963984540054;

    public double Fraction => Trials == 0 ? 0 : (double)Successes / Trials;

    public (double Low, double High) Bounds
    {
        get
        {
            if (Trials == 0)
            {
                return (0, 1);
            }
            double p = Fraction;
            double n = Trials;
            double centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
            double half = Z / (1 + Z * Z / n) * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
            return (Math.Max(0, centre - half), Math.Min(1, centre + half));
        }
    }

    public override string ToString()
    {
        (double low, double high) = Bounds;
        return FormattableString.Invariant($"{100 * Fraction:F0} % ({100 * low:F0}–{100 * high:F0})");
    }
}
