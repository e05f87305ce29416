using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Perception;

internal enum PlaceVerdict
{
    /// <summary>Out of view, too far, too small in the image, or something stands before it.</summary>
    Unknown,

    /// <summary>Nothing before it, and something stands there.</summary>
    Visible,

    /// <summary>The camera sees past the place or what the object should stand on, but nothing in its place.</summary>
    Empty,
}

/// <summary>Asks a depth image whether an object could have been seen where it is believed to be.</summary>
internal static class PlaceInView
{
    private const int BorderPixels = 2;
    private const double MinRadiusPixels = 1.1;
    private const double SlackM = 0.025;

    public static PlaceVerdict Judge(DepthImage image, ObjectTrack track, double maxRangeM)
    {
        (double radius, double low, double high) = Bulk(track);
        Vec3 foot = track.PositionInMap;
        Vec3 middle = foot + new Vec3(0, 0, (low + high) / 2);
        if (image.Project(middle) is not { } at || at.DepthM > maxRangeM)
        {
            return PlaceVerdict.Unknown;
        }
        double radiusPixels = radius / at.DepthM * image.FocalPixels;
        int reach = (int)Math.Clamp(Math.Round(0.6 * radiusPixels), 1, 4);
        int column = (int)Math.Round(at.Column);
        int row = (int)Math.Round(at.Row);
        if (radiusPixels < MinRadiusPixels
            || column - reach < BorderPixels || column + reach >= image.Width - BorderPixels
            || row - reach < BorderPixels || row + reach >= image.Height - BorderPixels)
        {
            return PlaceVerdict.Unknown;
        }
        int inside = 0;
        int before = 0;
        int total = 0;
        for (int r = row - reach; r <= row + reach; r++)
        {
            for (int c = column - reach; c <= column + reach; c++)
            {
                total++;
                double depth = image.DepthM(c, r);
                if (depth <= 0)
                {
                    continue;
                }
                Vec3 point = image.PointInMap(c, r);
                Vec3 apart = point - foot;
                if (apart.HorizontalLength < radius + SlackM && apart.Z > low && apart.Z < high + SlackM)
                {
                    inside++;
                }
                else if (depth < at.DepthM - SlackM && apart.Z > low)
                {
                    before++;
                }
            }
        }
        return before > 0.3 * total ? PlaceVerdict.Unknown
            : inside == 0 ? PlaceVerdict.Empty
            : PlaceVerdict.Visible;
    }

    /// <summary>Radius, and the heights over the object's origin between which it must show.</summary>
    private static (double RadiusM, double LowM, double HighM) Bulk(ObjectTrack track)
    {
        if (track.Label == ObjectLabels.DiningTable)
        {
            return (0.3, -0.06, 0.06);
        }
        double height = track.ExtentM.Z > 0 ? track.ExtentM.Z : track.HeightM > 0 ? track.HeightM : 0.1;
        double across = Math.Max(track.ExtentM.X, track.ExtentM.Y) / 2;
        double radius = across > 0 ? across : track.RadiusM > 0 ? track.RadiusM : 0.05;
        return (radius, Math.Min(0.02, 0.3 * height), height);
    }
}
