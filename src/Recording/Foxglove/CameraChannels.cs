using System.Runtime.InteropServices;
using Google.Protobuf;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Recording.Foxglove;

/// <summary>One camera's images, its calibration, and a thinned point cloud.</summary>
/// <param name="camera">For the topics.</param>
/// <param name="frame">Of the camera: x forward, y left, z up.</param>
internal sealed class CameraChannels(string camera, string frame)
{
    private const double CloudsPerSecond = 1;
    private const int MaxPixels = 1 << 22;

    /// <summary>A cloud is thinned until it has no more points than this.</summary>
    private const int MaxPoints = 2048;

    /// <summary>Foxglove's images look along z with x to the right; our cameras' frames look along x with y to the left.</summary>
    public static readonly Quat OpticalInCamera = Quat.FromAxes(-Vec3.UnitY, -Vec3.UnitZ, Vec3.UnitX);

    private readonly RateLimit _clouds = new(CloudsPerSecond);
    private readonly string _depthTopic = FoxgloveTopics.Depth(camera);
    private readonly string _segmentationTopic = FoxgloveTopics.Segmentation(camera);
    private readonly string _calibrationTopic = FoxgloveTopics.Calibration(camera);
    private readonly string _pointsTopic = FoxgloveTopics.Points(camera);
    private byte[] _colours = [];

    public static string OpticalFrameOf(string camera) => $"{camera}_optical";

    public void Convert(CameraFrame message, Action<string, IMessage> write)
    {
        long pixels = (long)message.Width * message.Height;
        if (pixels is 0 or > MaxPixels || message.DepthMm.Length != 2 * pixels || message.Segmentation.Length != pixels)
        {
            return;
        }
        long timeNs = message.Header?.DataTimeNs ?? 0;
        write(_depthTopic, Image(message, timeNs, "mono16", 2, message.DepthMm));
        write(_segmentationTopic, Image(message, timeNs, "rgb8", 3, Coloured(message.Segmentation.Span)));
        if (_clouds.Passes(timeNs))
        {
            write(_calibrationTopic, Calibration(message, timeNs));
            write(_pointsTopic, Cloud(message, timeNs));
        }
    }

    private Schemas.RawImage Image(CameraFrame message, long timeNs, string encoding, uint bytesPerPixel, ByteString data) => new()
    {
        Timestamp = timeNs.ToTimestamp(),
        FrameId = OpticalFrameOf(frame),
        Width = message.Width,
        Height = message.Height,
        Encoding = encoding,
        Step = bytesPerPixel * message.Width,
        Data = data,
    };

    private ByteString Coloured(ReadOnlySpan<byte> classes)
    {
        if (_colours.Length != 3 * classes.Length)
        {
            _colours = new byte[3 * classes.Length];
        }
        for (int i = 0; i < classes.Length; i++)
        {
            (_colours[3 * i], _colours[3 * i + 1], _colours[3 * i + 2]) = ClassColours.Of((SemanticClass)classes[i]);
        }
        return UnsafeByteOperations.UnsafeWrap(_colours);
    }

    private Schemas.CameraCalibration Calibration(CameraFrame message, long timeNs)
    {
        double fx = message.Width / (2 * Math.Tan(message.HorizontalFovRad / 2));
        double fy = message.Height / (2 * Math.Tan(message.VerticalFovRad / 2));
        // Foxglove counts pixels from their middles.
        double cx = (message.Width - 1) / 2.0;
        double cy = (message.Height - 1) / 2.0;
        Schemas.CameraCalibration calibration = new() { Timestamp = timeNs.ToTimestamp(), FrameId = OpticalFrameOf(frame), Width = message.Width, Height = message.Height };
        calibration.K.Add([fx, 0, cx, 0, fy, cy, 0, 0, 1]);
        calibration.R.Add([1, 0, 0, 0, 1, 0, 0, 0, 1]);
        calibration.P.Add([fx, 0, cx, 0, 0, fy, cy, 0, 0, 0, 1, 0]);
        return calibration;
    }

    private Schemas.PointCloud Cloud(CameraFrame message, long timeNs)
    {
        int stride = 1;
        while ((message.Width / stride) * (message.Height / stride) > MaxPoints)
        {
            stride++;
        }
        List<CloudPoint> points = [];
        ReadOnlySpan<ushort> depthMm = MemoryMarshal.Cast<byte, ushort>(message.DepthMm.Span);
        double tanHalfWidth = Math.Tan(message.HorizontalFovRad / 2);
        double tanHalfHeight = Math.Tan(message.VerticalFovRad / 2);
        for (int row = stride / 2; row < message.Height; row += stride)
        {
            double up = tanHalfHeight * (1 - (2 * row + 1.0) / message.Height);
            for (int column = stride / 2; column < message.Width; column += stride)
            {
                int pixel = row * (int)message.Width + column;
                if (depthMm[pixel] == 0)
                {
                    continue;
                }
                double depth = depthMm[pixel] * 0.001;
                double left = tanHalfWidth * (1 - (2 * column + 1.0) / message.Width);
                (byte r, byte g, byte b) = ClassColours.Of((SemanticClass)message.Segmentation[pixel]);
                points.Add(new() { X = (float)depth, Y = (float)(depth * left), Z = (float)(depth * up), R = r, G = g, B = b, A = byte.MaxValue });
            }
        }
        Schemas.PointCloud cloud = new()
        {
            Timestamp = timeNs.ToTimestamp(),
            FrameId = frame,
            Pose = Conversions.At(0, 0, 0),
            PointStride = (uint)Marshal.SizeOf<CloudPoint>(),
            Data = ByteString.CopyFrom(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(points))),
        };
        cloud.Fields.Add(CloudPoint.Fields);
        return cloud;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct CloudPoint
    {
        public float X, Y, Z;
        public byte R, G, B, A;

        public static IEnumerable<Schemas.PackedElementField> Fields =>
        [
            Field("x", 0, Schemas.PackedElementField.Types.NumericType.Float32), Field("y", 4, Schemas.PackedElementField.Types.NumericType.Float32),
            Field("z", 8, Schemas.PackedElementField.Types.NumericType.Float32), Field("red", 12, Schemas.PackedElementField.Types.NumericType.Uint8),
            Field("green", 13, Schemas.PackedElementField.Types.NumericType.Uint8), Field("blue", 14, Schemas.PackedElementField.Types.NumericType.Uint8),
            Field("alpha", 15, Schemas.PackedElementField.Types.NumericType.Uint8),
        ];

        private static Schemas.PackedElementField Field(string name, uint offset, Schemas.PackedElementField.Types.NumericType type) => new() { Name = name, Offset = offset, Type = type };
    }
}
