using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Perception;

internal enum PlaceVerdict
{
    /// <summary>Out of view, too far, too small in the image, or something stands before it.</summary>
    Unknown,

    /// <summary>Nothing before it, and something at its depth.</summary>
    Visible,

    /// <summary>The camera sees farther than the object at every pixel it would cover.</summary>
    Empty,
}

/// <summary>Asks a depth image whether an object could have been seen where it is believed to be.</summary>
internal static class PlaceInView
{
    private const int BorderPixels = 2;
    private const double MinRadiusPixels = 1.2;
    private const double SlackM = 0.05;

    public static PlaceVerdict Judge(DepthImage image, ObjectTrack track, double maxRangeM)
    {
        double height = track.HeightM > 0 ? track.HeightM : 0.1;
        double radius = track.RadiusM > 0 ? track.RadiusM : 0.05;
        bool isTable = track.Label == ObjectLabels.DiningTable;
        Vec3 middle = track.PositionInMap + new Vec3(0, 0, isTable ? 0 : track.ExtentM.Z > 0 ? track.ExtentM.Z * 0.5 : height / 2);
        double bulk = ObjectLabels.IsSmall(track.Label) ? radius : 0.35;
        if (image.Project(middle) is not { } at || at.DepthM > maxRangeM)
        {
            return PlaceVerdict.Unknown;
        }
        double radiusPixels = 0.6 * radius / at.DepthM * image.FocalPixels;
        if (radius / at.DepthM * image.FocalPixels < MinRadiusPixels)
        {
            return PlaceVerdict.Unknown;
        }
        int reach = (int)Math.Clamp(Math.Round(radiusPixels), 1, 4);
        int column = (int)Math.Round(at.Column);
        int row = (int)Math.Round(at.Row);
        if (column - reach < BorderPixels || column + reach >= image.Width - BorderPixels || row - reach < BorderPixels || row + reach >= image.Height - BorderPixels)
        {
            return PlaceVerdict.Unknown;
        }
        return Count(image, column, row, reach, at.DepthM, bulk);
    }

    private static PlaceVerdict Count(DepthImage image, int column, int row, int reach, double depthM, double bulkM)
    {
        int beyond = 0;
        int at = 0;
        int total = 0;
        for (int r = row - reach; r <= row + reach; r++)
        {
            for (int c = column - reach; c <= column + reach; c++)
            {
                double depth = image.DepthM(c, r);
                bool isBeyond = depth <= 0 || depth > depthM + bulkM + SlackM;
                beyond += isBeyond ? 1 : 0;
                at += !isBeyond && depth >= depthM - bulkM - SlackM ? 1 : 0;
                total++;
            }
        }
        return beyond == total && image.DepthM(column, row) > 0 ? PlaceVerdict.Empty
            : at + beyond > 0.7 * total ? PlaceVerdict.Visible
            : PlaceVerdict.Unknown;
    }
}
