using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>
/// Points put into holes of surfaces. The robot hides part of a table top from its own cameras, above all what lies below its hand, and of a front what its
/// fingers are before; seen on both sides at the same height, the surface goes on between. Allocates nothing after construction.
/// </summary>
internal sealed class SurfaceHoles
{
    /// <summary>What a hand and forearm hide; wider gaps are gaps.</summary>
    public const double WidestM = 0.30;

    /// <summary>What a finger hides of the front that it is about to touch, and what is left out around it as being the robot. Wider gaps may lie between two things.</summary>
    public const double WidestInWallM = 0.10;

    /// <summary>Heights that differ by less are of one level surface.</summary>
    public const double LevelM = 0.015;
    private const int MaxPoints = 4096;

    private readonly Vec3[] _points = new Vec3[MaxPoints];
    private int _count;

    public void Clear() => _count = 0;

    /// <summary>Puts points between two that are <paramref name="steps"/> voxels apart, except where the image sees farther than <paramref name="beyondM"/> through.</summary>
    public void Close(in DepthView image, Vec3 from, Vec3 to, int steps, double beyondM)
    {
        for (int n = 1; n < steps && _count < MaxPoints; n++)
        {
            Vec3 point = Vec3.Lerp(from, to, (double)n / steps);
            if (!(image.SeesBeyond(point) > beyondM))
            {
                _points[_count++] = point;
            }
        }
    }

    /// <summary>Appends the points from <paramref name="start"/> on, except where the robot itself is; returns how many there are then.</summary>
    public int CopyTo(float[] x, float[] y, float[] z, int start, Func<Vec3, bool> isRobot)
    {
        int end = start;
        for (int i = 0; i < _count && end < x.Length; i++)
        {
            if (!isRobot(_points[i]))
            {
                (x[end], y[end], z[end]) = ((float)_points[i].X, (float)_points[i].Y, (float)_points[i].Z);
                end++;
            }
        }
        return end;
    }
}
