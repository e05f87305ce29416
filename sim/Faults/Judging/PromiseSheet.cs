namespace RoboticsStack.Faults;

/// <summary>The greatest value of each promise in one episode, and when it was met.</summary>
public sealed class PromiseSheet(PromiseBook book)
{
    private readonly double[] _worst = new double[book.Entries.Count];
    private readonly double[] _at = new double[book.Entries.Count];
    private readonly string[] _what = [.. book.Entries.Select(_ => "")];

    /// <summary>By <see cref="Promise"/>, each in its unit.</summary>
    public IReadOnlyList<double> Worst => _worst;

    public IEnumerable<Violation> Violations => book.Entries
        .Where(entry => _worst[(int)entry.Promise] > entry.Limit)
        .Select(entry => new Violation(entry.Promise, _at[(int)entry.Promise], entry.Limit, _worst[(int)entry.Promise], _what[(int)entry.Promise]));

    /// <summary>A value that is none counts as the worst there can be.</summary>
    /// <param name="what">Asked for only where the value is over its limit.</param>
    internal void Note(Promise promise, double value, double nowSec, Func<string>? what = null)
    {
        value = double.IsNaN(value) ? double.PositiveInfinity : value;
        if (value > _worst[(int)promise])
        {
            (_worst[(int)promise], _at[(int)promise]) = (value, nowSec);
            _what[(int)promise] = what is not null && value > book[promise].Limit ? what() : "";
        }
    }
}
