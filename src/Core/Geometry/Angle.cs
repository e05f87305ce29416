namespace RoboticsStack.Core.Geometry;

public static class Angle
{
    /// <summary>The same angle in (−π, π].</summary>
    public static double Wrap(double radians)
    {
        double wrapped = Math.IEEERemainder(radians, 2 * Math.PI);
        return wrapped <= -Math.PI ? wrapped + 2 * Math.PI : wrapped;
    }

    /// <summary>The signed shorter way from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public static double Difference(double to, double from) => Wrap(to - from);
}
