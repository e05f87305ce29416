using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Control.Paths;

/// <summary>A path through timed joint positions by monotone cubics that starts at a given velocity and ends at rest. Allocates nothing once built.</summary>
public sealed class JointPath(int capacity)
{
    private readonly double[] _timeSec = new double[capacity];
    private readonly JointVector[] _position = new JointVector[capacity];
    private readonly JointVector[] _tangent = new JointVector[capacity];
    private Timestamp _start;

    public int Count { get; private set; }
    public double DurationSec => Count == 0 ? 0 : _timeSec[Count - 1];

    public void Clear() => Count = 0;

    /// <summary>Adds a knot later than the one before.</summary>
    public void Add(Timestamp time, in JointVector position)
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
        _position[Count] = position;
        Count++;
    }

    /// <summary>Computes the tangents. Call after the last knot and before sampling.</summary>
    public void Finish(in JointVector startVelocity)
    {
        for (int i = 0; i < Count; i++)
        {
            _tangent[i] = i == 0 ? startVelocity : default;
            for (int j = 0; i > 0 && i < Count - 1 && j < JointVector.Length; j++)
            {
                double before = (_position[i][j] - _position[i - 1][j]) / (_timeSec[i] - _timeSec[i - 1]);
                double after = (_position[i + 1][j] - _position[i][j]) / (_timeSec[i + 1] - _timeSec[i]);
                _tangent[i][j] = MonotoneCubic.Tangent(before, after);
            }
        }
    }

    /// <summary>Position and velocity <paramref name="sinceStartSec"/> after the first knot; at rest on the last from its time on.</summary>
    public void At(double sinceStartSec, out JointVector position, out JointVector velocity)
    {
        int last = Count - 1;
        velocity = default;
        position = _position[last];
        if (sinceStartSec >= _timeSec[last])
        {
            return;
        }
        int piece = 0;
        while (piece < last - 1 && sinceStartSec >= _timeSec[piece + 1])
        {
            piece++;
        }
        double duration = _timeSec[piece + 1] - _timeSec[piece];
        double time = Math.Max(0, sinceStartSec - _timeSec[piece]);
        for (int j = 0; j < JointVector.Length; j++)
        {
            position[j] = MonotoneCubic.At(
                _position[piece][j], _position[piece + 1][j], _tangent[piece][j], _tangent[piece + 1][j], duration, time, out double rate);
            velocity[j] = rate;
        }
    }
}
