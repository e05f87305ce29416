using System.Runtime.InteropServices;
using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Recording.Report;

/// <summary>Key poses of one body on the replay's frame grid; a body that stands still costs nothing.</summary>
internal sealed class BodyTrack
{
    private const double PositionToleranceM = 0.0005;
    private const double RotationTolerance = 0.001;
    private const double QuaternionScale = 32767;

    private readonly List<ushort> _frames = [];
    private readonly List<float> _positions = [];
    private readonly List<short> _rotations = [];
    private Pose _lastKey;
    private Pose _latest;
    private int _latestFrame = -1;

    public int KeyCount => _frames.Count;

    public void Add(int frame, Pose pose)
    {
        if (_frames.Count == 0 || Differs(pose, _lastKey))
        {
            // Motion that sets in after a rest starts from the last pose at rest.
            if (_frames.Count > 0 && _latestFrame > _frames[^1] && _latestFrame < frame)
            {
                AddKey(_latestFrame, _latest);
            }
            AddKey(frame, pose);
        }
        _latest = pose;
        _latestFrame = frame;
    }

    public object ToJson(string name) => new
    {
        name,
        frames = Pack<ushort>(_frames),
        positions = Pack<float>(_positions),
        rotations = Pack<short>(_rotations),
    };

    private void AddKey(int frame, Pose pose)
    {
        (Vec3 p, Quat q) = pose;
        _frames.Add((ushort)frame);
        _positions.AddRange([(float)p.X, (float)p.Y, (float)p.Z]);
        foreach (double part in (ReadOnlySpan<double>)[q.X, q.Y, q.Z, q.W])
        {
            _rotations.Add((short)Math.Round(Math.Clamp(part, -1, 1) * QuaternionScale));
        }
        _lastKey = pose;
    }

    private static bool Differs(Pose a, Pose b)
    {
        Quat p = a.Orientation;
        Quat q = b.Orientation;
        double dot = Math.Abs(p.W * q.W + p.X * q.X + p.Y * q.Y + p.Z * q.Z);
        return (a.Position - b.Position).Length > PositionToleranceM || 1 - dot > RotationTolerance * RotationTolerance;
    }

    public static string Pack<T>(List<T> values)
        where T : unmanaged => Convert.ToBase64String(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)));
}
