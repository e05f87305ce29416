using System.Numerics;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Safety.Surroundings;

/// <summary>A depth image and where it was taken. Pixel (0, 0) at the top left; depth in mm along the camera's x axis, little-endian, 0 where nothing came back.</summary>
/// <param name="depthMm">Two bytes a pixel, row by row.</param>
/// <param name="width">Pixels.</param>
/// <param name="height">Pixels.</param>
/// <param name="tanHalfWidth">Of half the horizontal field of view.</param>
/// <param name="tanHalfHeight">Of half the vertical one.</param>
/// <param name="cameraInOdometry">x forward, y left, z up.</param>
internal readonly ref struct DepthView(ReadOnlySpan<byte> depthMm, int width, int height, double tanHalfWidth, double tanHalfHeight, Pose cameraInOdometry)
{
    /// <summary>Neighbouring pixels of one surface differ by less, unless it is seen all but along.</summary>
    private const double EdgeM = 0.10;

    /// <summary>Nearer to the camera nothing is asked.</summary>
    private const double NearestM = 0.05;

    private readonly ReadOnlySpan<byte> _depthMm = depthMm;
    private readonly Pose _odometryInCamera = cameraInOdometry.Inverse();

    /// <summary>Which way is up, for the camera.</summary>
    private readonly Vec3 _up = cameraInOdometry.Orientation.Inverse().Rotate(Vec3.UnitZ);

    public int Width { get; } = width;
    public int Height { get; } = height;

    public double DepthM(int column, int row)
    {
        int at = 2 * (row * Width + column);
        return (_depthMm[at] | _depthMm[at + 1] << 8) * 0.001;
    }

    /// <param name="column">In pixels; whole numbers are the middles.</param>
    /// <param name="row">In pixels.</param>
    /// <param name="depthM">Along the camera's x axis.</param>
    public Vec3 Point(double column, double row, double depthM) => cameraInOdometry.Transform(
        new Vec3(1, tanHalfWidth * (1 - (2 * column + 1.0) / Width), tanHalfHeight * (1 - (2 * row + 1.0) / Height)) * depthM);

    /// <summary>What this pixel shows ends before that of a neighbour, which shows something beyond it, or nothing.</summary>
    public bool IsEdge(double depthM, int neighbourColumn, int neighbourRow) =>
        neighbourColumn >= 0 && neighbourColumn < Width && neighbourRow >= 0 && neighbourRow < Height
        && DepthM(neighbourColumn, neighbourRow) is var neighbour && (neighbour == 0 || neighbour - depthM > EdgeM);

    /// <summary>Which of some points one above the other the image sees through, as bits.</summary>
    /// <param name="lowest">Of bit 0.</param>
    /// <param name="stepM">From one to the next, upwards.</param>
    /// <param name="asked">The points to look at.</param>
    /// <param name="beyondM">By so much the image must see farther than the point is.</param>
    public ulong SeesThrough(Vec3 lowest, double stepM, ulong asked, double beyondM)
    {
        Vec3 p = _odometryInCamera.Transform(lowest), up = _up * stepM;
        asked &= Within(p, up);
        double halfWidth = 0.5 * Width, halfHeight = 0.5 * Height, acrossPerTan = halfWidth / tanHalfWidth, downPerTan = halfHeight / tanHalfHeight;
        ulong seen = 0;
        for (ulong left = asked; left != 0; left &= left - 1)
        {
            int n = BitOperations.TrailingZeroCount(left);
            double x = p.X + n * up.X;
            if (x < NearestM)
            {
                continue;
            }
            double inverse = 1 / x;
            double column = halfWidth - (p.Y + n * up.Y) * inverse * acrossPerTan, row = halfHeight - (p.Z + n * up.Z) * inverse * downPerTan;
            if (column >= 0 && column < Width && row >= 0 && row < Height && DepthM((int)column, (int)row) - x > beyondM)
            {
                seen |= 1UL << n;
            }
        }
        return seen;
    }

    /// <summary>Which of the points p + n·up, as bits, lie within the camera's view, give or take one: a straight line leaves it once.</summary>
    private ulong Within(Vec3 p, Vec3 up)
    {
        double low = 0, high = 63;
        Clip(p.X - NearestM, up.X);
        Clip(p.X - p.Y / tanHalfWidth, up.X - up.Y / tanHalfWidth);
        Clip(p.X + p.Y / tanHalfWidth, up.X + up.Y / tanHalfWidth);
        Clip(p.X - p.Z / tanHalfHeight, up.X - up.Z / tanHalfHeight);
        Clip(p.X + p.Z / tanHalfHeight, up.X + up.Z / tanHalfHeight);
        int first = Math.Max(0, (int)low - 1), last = Math.Min(63, (int)high + 1);
        return first > last ? 0 : ulong.MaxValue << first & ulong.MaxValue >> (63 - last);

        // Where at + n·perStep is not below zero.
        void Clip(double at, double perStep)
        {
            double zero = -at / perStep;
            if (perStep > 0)
            {
                low = Math.Max(low, Math.Min(zero, 64));
            }
            else if (perStep < 0)
            {
                high = Math.Min(high, Math.Max(zero, -2));
            }
            else if (at < 0)
            {
                high = -2;
            }
        }
    }

    /// <summary>How much farther the image sees at a point than the point is, metres; null where it does not show that place.</summary>
    public double? SeesBeyond(Vec3 point)
    {
        Vec3 p = _odometryInCamera.Transform(point);
        if (p.X < NearestM)
        {
            return null;
        }
        int column = (int)Math.Floor((1 - p.Y / p.X / tanHalfWidth) * Width / 2);
        int row = (int)Math.Floor((1 - p.Z / p.X / tanHalfHeight) * Height / 2);
        if (column < 0 || column >= Width || row < 0 || row >= Height)
        {
            return null;
        }
        double depth = DepthM(column, row);
        return depth > 0 ? depth - p.X : null;
    }
}
