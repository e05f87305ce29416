namespace RoboticsStack.Faults;

/// <summary>The greatest value of each promise in one episode, and when it was met.</summary>
public sealed class PromiseSheet(PromiseBook book)
{
    private readonly double[] _worst = new double[book.Entries.Count];
    private readonly double[] _at = new double[book.Entries.Count];

    /// <summary>By <see cref="Promise"/>, each in its unit.</summary>
    public IReadOnlyList<double> Worst => _worst;

    public IEnumerable<Violation> Violations => book.Entries
        .Where(entry => _worst[(int)entry.Promise] > entry.Limit)
        .Select(entry => new Violation(entry.Promise, _at[(int)entry.Promise], entry.Limit, _worst[(int)entry.Promise]));

    /// <summary>A value that is none counts as the worst there can be.</summary>
    internal void Note(Promise promise, double value, double nowSec)
    {
        value = double.IsNaN(value) ? double.PositiveInfinity : value;
        if (value > _worst[(int)promise])
        {
            (_worst[(int)promise], _at[(int)promise]) = (value, nowSec);
        }
    }
}
