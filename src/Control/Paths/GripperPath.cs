using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Control.Paths;

/// <summary>Where the gripper shall be, and how fast, at one instant of a path; in the frame of its knots.</summary>
public readonly record struct GripperSample(Pose Pose, Twist Velocity, double WidthM, double ForceN);

/// <summary>
/// A path through timed gripper poses: position by a monotone cubic that starts at a given velocity and ends at rest, orientation by
/// slerp, width by straight lines, force by steps. Storage is fixed at construction; building and sampling allocate nothing.
/// </summary>
public sealed class GripperPath(int capacity)
{
    private readonly double[] _timeSec = new double[capacity];
    private readonly Pose[] _pose = new Pose[capacity];
    private readonly Vec3[] _tangent = new Vec3[capacity];
    private readonly double[] _widthM = new double[capacity];
    private readonly double[] _forceN = new double[capacity];
    private Timestamp _start;

    public int Count { get; private set; }

    /// <summary>Seconds from the first knot to the last.</summary>
    public double DurationSec => Count == 0 ? 0 : _timeSec[Count - 1];

    public void Clear() => Count = 0;

    /// <summary>Adds a knot later than the one before.</summary>
    public void Add(Timestamp time, Pose pose, double widthM, double forceN)
    {
        if (Count == 0)
        {
            _start = time;
        }
        double sinceStart = time.SecondsSince(_start);
        if (Count > 0 && sinceStart <= _timeSec[Count - 1])
        {
            throw new ArgumentException("Knots must be added in order of time.", nameof(time));
        }
        _timeSec[Count] = sinceStart;
        _pose[Count] = pose;
        _widthM[Count] = widthM;
        _forceN[Count] = forceN;
        Count++;
    }

    /// <summary>Computes the tangents. Call after the last knot and before sampling.</summary>
    public void Finish(Vec3 startVelocity)
    {
        for (int i = 0; i < Count; i++)
        {
            if (i == 0 || i == Count - 1)
            {
                _tangent[i] = i == 0 ? startVelocity : Vec3.Zero;
                continue;
            }
            Vec3 before = (_pose[i].Position - _pose[i - 1].Position) / (_timeSec[i] - _timeSec[i - 1]);
            Vec3 after = (_pose[i + 1].Position - _pose[i].Position) / (_timeSec[i + 1] - _timeSec[i]);
            _tangent[i] = new(MonotoneCubic.Tangent(before.X, after.X), MonotoneCubic.Tangent(before.Y, after.Y), MonotoneCubic.Tangent(before.Z, after.Z));
        }
    }

    /// <summary>The path <paramref name="sinceStartSec"/> after its first knot; at rest on the last knot from its time on.</summary>
    public GripperSample At(double sinceStartSec)
    {
        int last = Count - 1;
        if (sinceStartSec >= _timeSec[last])
        {
            return new(_pose[last], default, _widthM[last], _forceN[last]);
        }
        int piece = 0;
        while (piece < last - 1 && sinceStartSec >= _timeSec[piece + 1])
        {
            piece++;
        }
        double duration = _timeSec[piece + 1] - _timeSec[piece];
        double time = Math.Max(0, sinceStartSec - _timeSec[piece]);
        Vec3 a = _pose[piece].Position, b = _pose[piece + 1].Position, ta = _tangent[piece], tb = _tangent[piece + 1];
        Vec3 position = new(
            MonotoneCubic.At(a.X, b.X, ta.X, tb.X, duration, time, out double vx),
            MonotoneCubic.At(a.Y, b.Y, ta.Y, tb.Y, duration, time, out double vy),
            MonotoneCubic.At(a.Z, b.Z, ta.Z, tb.Z, duration, time, out double vz));
        Quat from = _pose[piece].Orientation;
        Vec3 turn = (_pose[piece + 1].Orientation * from.Inverse()).ToRotationVector();
        Quat orientation = Quat.FromRotationVector(turn * (time / duration)) * from;
        double width = _widthM[piece] + (_widthM[piece + 1] - _widthM[piece]) * (time / duration);
        return new(new(position, orientation), new(new(vx, vy, vz), turn / duration), width, _forceN[piece + 1]);
    }
}
