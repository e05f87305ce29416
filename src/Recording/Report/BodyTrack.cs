using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Recording.Report;

/// <summary>Key poses of one body on the replay's frame grid; a body that stands still costs nothing.</summary>
internal sealed class BodyTrack
{
    private const double PositionToleranceM = 0.0005;
    private const double RotationTolerance = 0.001;
    private const double PositionStepM = 0.0002;
    private const double QuaternionStep = 0.00025;

    private readonly List<int> _frames = [];
    private readonly List<Pose> _keys = [];
    private Pose _latest;
    private int _latestFrame = -1;

    public int KeyCount => _frames.Count;

    public void Add(int frame, Pose pose)
    {
        if (_frames.Count == 0 || Differs(pose, _keys[^1]))
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

    /// <summary>The last key pose not after the frame; the first if all are.</summary>
    public Pose At(int frame)
    {
        int found = _frames.BinarySearch(frame);
        return _keys[Math.Max(0, found >= 0 ? found : ~found - 1)];
    }

    public object ToJson(string name, PagePack pack)
    {
        List<float> positions = [];
        List<float> rotations = [];
        foreach ((Vec3 p, Quat q) in _keys)
        {
            positions.AddRange([(float)p.X, (float)p.Y, (float)p.Z]);
            rotations.AddRange([(float)q.X, (float)q.Y, (float)q.Z, (float)q.W]);
        }
        return new { name, frames = pack.Add(_frames), positions = pack.Add(positions, PositionStepM, 3), rotations = pack.Add(rotations, QuaternionStep, 4) };
    }

    private void AddKey(int frame, Pose pose)
    {
        // A quaternion and its negative are the same rotation; the one nearer to the last makes small differences.
        Quat q = pose.Orientation;
        bool opposite = _keys.Count > 0 && Dot(q, _keys[^1].Orientation) < 0;
        _frames.Add(frame);
        _keys.Add(opposite ? new(pose.Position, new(-q.W, -q.X, -q.Y, -q.Z)) : pose);
    }

    private static bool Differs(Pose a, Pose b) =>
        (a.Position - b.Position).Length > PositionToleranceM || 1 - Math.Abs(Dot(a.Orientation, b.Orientation)) > RotationTolerance * RotationTolerance;

    private static double Dot(Quat p, Quat q) => p.W * q.W + p.X * q.X + p.Y * q.Y + p.Z * q.Z;
}
