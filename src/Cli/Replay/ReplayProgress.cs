using System.Diagnostics;

namespace RoboticsStack.Cli.Replay;

/// <summary>How far a replay has come, on standard error, once it takes longer than two seconds: one line that rewrites itself on a terminal.</summary>
internal sealed class ReplayProgress(double endSec) : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);
    private static readonly bool Rewrites = !Console.IsErrorRedirected;
    private static readonly TimeSpan Period = Rewrites ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(5);

    private readonly Stopwatch _wall = Stopwatch.StartNew();
    private TimeSpan _next = Silence;
    private bool _hasShown;

    /// <param name="seconds">Of the run.</param>
    public void Show(double seconds)
    {
        if (_wall.Elapsed < _next)
        {
            return;
        }
        _next = _wall.Elapsed + Period;
        _hasShown = true;
        string line = FormattableString.Invariant($"replayed {seconds,6:F1} of {endSec:F1} s, {seconds / _wall.Elapsed.TotalSeconds:F1} × real time");
        Console.Error.Write(Rewrites ? $"\r{line}" : line + Environment.NewLine);
    }

    public void Dispose()
    {
        if (_hasShown && Rewrites)
        {
            Console.Error.WriteLine();
        }
    }
}
