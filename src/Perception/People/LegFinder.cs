using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Perception.People;

/// <summary>Something in a scan that could be a leg or a pair of legs.</summary>
/// <param name="Centre">In the lidar's frame, metres.</param>
/// <param name="WidthM">As seen from the lidar.</param>
public readonly record struct LegCluster(Vec3 Centre, double WidthM);

/// <summary>
/// Finds what could be legs in a planar scan: runs of neighbouring returns, narrow, with more distance behind them on both sides. After Arras, Mozos and
/// Burgard, "Using boosted features for the detection of people in 2D range data" (2007), whose strongest features these are, without the learning: what
/// stands about like a leg is told from a person by the tracker. Allocates nothing.
/// </summary>
public static class LegFinder
{
    /// <summary>Between neighbouring returns of one thing, metres.</summary>
    private const double JumpM = 0.12;

    /// <summary>Two legs side by side, or one behind a skirt.</summary>
    private const double MaxWidthM = 0.42;

    /// <summary>Returns lie farther apart than a leg is wide from here on.</summary>
    private const double MaxRangeM = 5;

    /// <summary>The return hits the skin; its middle lies deeper by about half a leg's width.</summary>
    internal const double DepthM = 0.05;

    /// <param name="rangeM">Of every ray, metres; 0 for no return.</param>
    /// <param name="startRad">Direction of the first ray.</param>
    /// <param name="stepRad">From ray to ray; the scan goes all the way round.</param>
    /// <param name="found">Receives what was found, nearest ray first.</param>
    /// <returns>How many.</returns>
    public static int Find(ReadOnlySpan<float> rangeM, double startRad, double stepRad, Span<LegCluster> found)
    {
        int count = 0, rays = rangeM.Length;
        int first = FirstJump(rangeM);
        for (int at = 0; first >= 0 && at < rays && count < found.Length;)
        {
            int begin = at;
            double last = Range(rangeM, first + at);
            Vec3 sum = Vec3.Zero;
            int points = 0;
            for (; at < rays; at++)
            {
                double range = Range(rangeM, first + at);
                if (double.IsInfinity(range) && points > 0 && at + 1 < rays && Math.Abs(Range(rangeM, first + at + 1) - last) < JumpM)
                {
                    continue;
                }
                if (Math.Abs(range - last) >= JumpM || double.IsInfinity(range))
                {
                    break;
                }
                sum += Point(range + DepthM, first + at);
                points++;
                last = range;
            }
            if (points == 0)
            {
                at++;
                continue;
            }
            double near = Range(rangeM, first + begin);
            double width = Point(near, first + begin).DistanceTo(Point(last, first + at - 1));
            bool isInFront = Range(rangeM, first + begin - 1) > near + JumpM && Range(rangeM, first + at) > last + JumpM;
            if (isInFront && width <= MaxWidthM && near <= MaxRangeM && (points > 1 || near > 2))
            {
                found[count++] = new(sum / points, width);
            }
        }
        return count;

        Vec3 Point(double range, int ray)
        {
            (double sin, double cos) = Math.SinCos(startRad + ray * stepRad);
            return new(range * cos, range * sin, 0);
        }
    }

    /// <summary>A ray at which something new begins, so that nothing is cut in two; −1 if there is none.</summary>
    private static int FirstJump(ReadOnlySpan<float> rangeM)
    {
        for (int ray = 0; ray < rangeM.Length; ray++)
        {
            double before = Range(rangeM, ray - 1), here = Range(rangeM, ray);
            if (!double.IsInfinity(here) && !(Math.Abs(here - before) < JumpM))
            {
                return ray;
            }
        }
        return -1;
    }

    /// <summary>Rays go round; nothing came back means that nothing is near.</summary>
    private static double Range(ReadOnlySpan<float> rangeM, int ray)
    {
        int count = rangeM.Length;
        float range = rangeM[(ray % count + count) % count];
        return range > 0 && float.IsFinite(range) ? range : double.PositiveInfinity;
    }
}
