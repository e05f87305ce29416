using RoboticsStack.Runtime.Runs;
using Spectre.Console;

namespace RoboticsStack.Cli.Coffee;

/// <summary>
/// What the run is doing, on standard error: one line that rewrites itself on a terminal, a line every few seconds otherwise.
/// </summary>
internal sealed class LiveProgress : IDisposable
{
    private readonly CoffeeSession _session;
    private readonly IAnsiConsole _console;
    private readonly Timer _timer;
    private readonly bool _rewrites;
    private int _lastReplans;
    private double _lastWall;

    private LiveProgress(CoffeeSession session)
    {
        _session = session;
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        _rewrites = !Console.IsErrorRedirected;
        TimeSpan period = _rewrites ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(5);
        _timer = new Timer(_ => Show(), null, period, period);
    }

    /// <summary>Null when nothing is to be shown.</summary>
    public static LiveProgress? Start(CoffeeSession session, bool quiet) => quiet ? null : new LiveProgress(session);

    public void Dispose()
    {
        using ManualResetEvent done = new(false);
        _timer.Dispose(done);
        done.WaitOne();
        if (_rewrites)
        {
            Console.Error.WriteLine();
        }
    }

    private void Show()
    {
        RunFiguresSnapshot now = _session.Figures.Snapshot();
        double wall = _session.WallTime.TotalSeconds;
        double rate = (now.Replans - _lastReplans) / Math.Max(wall - _lastWall, 1e-3);
        (_lastReplans, _lastWall) = (now.Replans, wall);
        string lost = _session.RecordingFailure is { } failure ? $"no longer recorded ({failure})  " : "";
        string line = lost + FormattableString.Invariant(
            $"{now.Task.Stage,-10} {now.Task.Skill,-14} sim {now.SimSeconds,6:F1} s  wall {wall,5:F1} s  {rate,4:F0} replans/s  {now.Vetoes,3} vetoes  gate {now.Gate.Mode}  {now.Task.Detail}");
        if (_rewrites)
        {
            int width = Math.Max(20, _console.Profile.Width - 1);
            Console.Error.Write("\r" + (line.Length > width ? line[..width] : line.PadRight(width)));
        }
        else
        {
            Console.Error.WriteLine(line);
        }
    }
}
