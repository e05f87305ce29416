namespace RoboticsStack.Recording.Report;

/// <summary>A value over time, at most one sample a frame: the largest of those that fell into it.</summary>
internal sealed class Series
{
    private const double TimeStepSec = 0.01;
    private const int Levels = 1 << 14;

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

    /// <summary>Values to a sixteen-thousandth of the largest.</summary>
    public object ToJson(PagePack pack)
    {
        double largest = _values.Count == 0 ? 0 : _values.Max(Math.Abs);
        return new { times = pack.Add(_times, TimeStepSec), values = pack.Add(_values, largest > 0 ? largest / Levels : 1) };
    }
}
