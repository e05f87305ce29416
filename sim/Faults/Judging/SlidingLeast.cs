namespace RoboticsStack.Faults;

/// <summary>The least of the latest so many values, exactly, at constant cost a value.</summary>
internal sealed class SlidingLeast(int window)
{
    private readonly LinkedList<(long Index, double Value)> _rising = [];
    private long _count;

    /// <summary>0 until the window is full.</summary>
    public double Next(double value)
    {
        while (_rising.Last is { } last && last.Value.Value >= value)
        {
            _rising.RemoveLast();
        }
        _rising.AddLast((_count++, value));
        if (_rising.First!.Value.Index <= _count - 1 - window)
        {
            _rising.RemoveFirst();
        }
        return _count < window ? 0 : _rising.First!.Value.Value;
    }
}
