namespace RoboticsStack.Control.Paths;

/// <summary>
/// Cubic Hermite pieces whose inner tangents are the harmonic means of their neighbouring slopes (Fritsch and Butland, 1984): smooth
/// in velocity and, apart from a piece that starts at a velocity of its own, without overshoot.
/// </summary>
public static class MonotoneCubic
{
    public static double Tangent(double slopeBefore, double slopeAfter) =>
        slopeBefore * slopeAfter <= 0 ? 0 : 2 * slopeBefore * slopeAfter / (slopeBefore + slopeAfter);

    /// <summary>Value and rate at <paramref name="time"/> of [0, <paramref name="duration"/>].</summary>
    public static double At(double from, double to, double startRate, double endRate, double duration, double time, out double rate)
    {
        double s = time / duration;
        double change = to - from;
        double a = (startRate + endRate) * duration - 2 * change;
        double b = 3 * change - (2 * startRate + endRate) * duration;
        rate = ((3 * a * s + 2 * b) * s + startRate * duration) / duration;
        return ((a * s + b) * s + startRate * duration) * s + from;
    }
}
