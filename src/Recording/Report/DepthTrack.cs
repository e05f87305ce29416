using System.Buffers.Binary;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Recording.Report;

/// <summary>One camera's depth images, one every so many frames, in levels whose steps grow with the distance as the camera's noise does.</summary>
internal sealed class DepthTrack(int everyFrames)
{
    private const double NearM = 0.05;
    private const double FarM = 10;
    private const int Levels = 127;
    private const int MaxPixels = 1 << 14;

    private readonly List<int> _frames = [];
    private readonly List<byte> _levels = [];
    private uint _width;
    private uint _height;

    public void Add(int frame, CameraFrame image)
    {
        long pixels = (long)image.Width * image.Height;
        bool sameSize = _frames.Count == 0 || (image.Width == _width && image.Height == _height);
        bool due = _frames.Count == 0 || frame >= _frames[^1] + everyFrames;
        if (!due || !sameSize || pixels is 0 or > MaxPixels || image.DepthMm.Length != 2 * pixels)
        {
            return;
        }
        (_width, _height) = (image.Width, image.Height);
        _frames.Add(frame);
        ReadOnlySpan<byte> depth = image.DepthMm.Span;
        for (int i = 0; i < depth.Length; i += 2)
        {
            _levels.Add(ToLevel(BinaryPrimitives.ReadUInt16LittleEndian(depth[i..])));
        }
    }

    public object ToJson(string camera, PagePack pack) => new
    {
        camera,
        width = _width,
        height = _height,
        near = NearM,
        far = FarM,
        levels = Levels,
        everyFrames,
        frames = pack.Add(_frames),
        pixels = pack.Add(_levels),
    };

    /// <summary>0: no return.</summary>
    private static byte ToLevel(ushort millimetres)
    {
        double fraction = Math.Log(millimetres / 1000.0 / NearM) / Math.Log(FarM / NearM);
        return millimetres == 0 ? (byte)0 : (byte)(1 + Math.Round((Levels - 1) * Math.Clamp(fraction, 0, 1)));
    }
}
