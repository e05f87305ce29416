using System.Runtime.InteropServices;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Perception;

/// <summary>
/// A depth and segmentation image with the camera's pose in the map. Pixel (0, 0) is at the top left; depth runs along the camera's x axis.
/// </summary>
public sealed class DepthImage
{
    private readonly byte[] _depth;
    private readonly byte[] _segmentation;
    private readonly double _tanHalfWidth;
    private readonly double _tanHalfHeight;

    private DepthImage(CameraFrame frame, Pose cameraInMap)
    {
        Camera = frame.Camera;
        Time = frame.Header.DataTime();
        Width = (int)frame.Width;
        Height = (int)frame.Height;
        CameraInMap = cameraInMap;
        _depth = frame.DepthMm.ToByteArray();
        _segmentation = frame.Segmentation.ToByteArray();
        _tanHalfWidth = Math.Tan(frame.HorizontalFovRad / 2);
        _tanHalfHeight = Math.Tan(frame.VerticalFovRad / 2);
    }

    public string Camera { get; }
    public Timestamp Time { get; }
    public int Width { get; }
    public int Height { get; }
    public Pose CameraInMap { get; }

    /// <summary>Null if the message's parts do not fit together.</summary>
    public static DepthImage? TryCreate(CameraFrame frame, Pose cameraInMap)
    {
        long pixels = (long)frame.Width * frame.Height;
        bool fits = pixels is > 0 and <= 1 << 22
            && frame.DepthMm.Length == 2 * pixels
            && frame.Segmentation.Length == pixels
            && frame.HorizontalFovRad is > 0 and < 3
            && frame.VerticalFovRad is > 0 and < 3;
        return fits ? new(frame, cameraInMap) : null;
    }

    /// <summary>Metres along the optical axis; 0 where nothing came back.</summary>
    public double DepthM(int column, int row) =>
        BitConverter.IsLittleEndian
            ? MemoryMarshal.Cast<byte, ushort>(_depth)[row * Width + column] * 0.001
            : (_depth[2 * (row * Width + column)] | _depth[2 * (row * Width + column) + 1] << 8) * 0.001;

    public SemanticClass ClassAt(int column, int row) => (SemanticClass)_segmentation[row * Width + column];

    /// <summary>Direction through the pixel's centre in the camera frame, scaled to x = 1.</summary>
    public Vec3 Ray(int column, int row) =>
        new(1, _tanHalfWidth * (1 - (2 * column + 1.0) / Width), _tanHalfHeight * (1 - (2 * row + 1.0) / Height));

    /// <summary>The point that a pixel sees; meaningless where nothing came back.</summary>
    public Vec3 PointInMap(int column, int row) => CameraInMap.Transform(Ray(column, row) * DepthM(column, row));

    /// <summary>Where a point of the map appears; column and row may lie outside the image. Null behind the camera.</summary>
    public (double Column, double Row, double DepthM)? Project(Vec3 pointInMap)
    {
        Vec3 p = CameraInMap.Inverse().Transform(pointInMap);
        if (p.X < 0.02)
        {
            return null;
        }
        double column = (1 - p.Y / p.X / _tanHalfWidth) * Width / 2 - 0.5;
        double row = (1 - p.Z / p.X / _tanHalfHeight) * Height / 2 - 0.5;
        return (column, row, p.X);
    }

    /// <summary>Pixels that a metre spans at a depth of one metre, across.</summary>
    public double FocalPixels => Width / (2 * _tanHalfWidth);
}
