namespace RoboticsStack.Recording.Report;

/// <summary>A value over time, at most one sample a frame: the largest of those that fell into it.</summary>
internal sealed class Series
{
    private readonly List<float> _times = [];
    private readonly List<float> _values = [];
    private int _frame = -1;

    public void Add(int frame, double time, double value)
    {
        if (!double.IsFinite(value))
        {
            return;
        }
        if (frame == _frame)
        {
            _values[^1] = Math.Max(_values[^1], (float)value);
            return;
        }
        _frame = frame;
        _times.Add((float)time);
        _values.Add((float)value);
    }

    public object ToJson() => new { times = BodyTrack.Pack(_times), values = BodyTrack.Pack(_values) };
}
