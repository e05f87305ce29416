using RoboticsStack.Core.Time;

namespace RoboticsStack.Perception;

/// <summary>The newest values of a stream, by time, for looking up the state at the instant a sensor measured.</summary>
internal sealed class History<T>(int capacity) where T : struct
{
    private readonly (Timestamp Time, T Value)[] _items = new (Timestamp, T)[capacity];
    private int _next;

    public int Count { get; private set; }

    public (Timestamp Time, T Value) Newest => this[0];

    /// <summary>0 is the newest.</summary>
    private (Timestamp Time, T Value) this[int age] => _items[(_next - 1 - age + 2 * _items.Length) % _items.Length];

    /// <summary>Adds a value; one that is not newer than the newest is dropped.</summary>
    public bool Add(Timestamp time, T value)
    {
        if (Count > 0 && time <= Newest.Time)
        {
            return false;
        }
        _items[_next] = (time, value);
        _next = (_next + 1) % _items.Length;
        Count = Math.Min(Count + 1, _items.Length);
        return true;
    }

    /// <summary>The neighbours of an instant and where between them it lies (0 at the earlier); clamped at both ends.</summary>
    public (T Earlier, T Later, double Fraction) Around(Timestamp time)
    {
        if (Count == 0)
        {
            throw new InvalidOperationException("the history is empty");
        }
        int age = 0;
        while (age < Count && this[age].Time > time)
        {
            age++;
        }
        if (age == 0 || age == Count)
        {
            T end = this[age == 0 ? 0 : Count - 1].Value;
            return (end, end, 0);
        }
        (Timestamp t0, T v0) = this[age];
        (Timestamp t1, T v1) = this[age - 1];
        return (v0, v1, time.SecondsSince(t0) / t1.SecondsSince(t0));
    }
}
