using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.RealTime;

/// <summary>Runs a <see cref="GateLoop"/> against the wall clock on a thread of its own, until stopped. Part of the host.</summary>
public sealed class RealTimeGateLoop : IDisposable
{
    private const int Priority = 80;

    private readonly GateLoop _loop;
    private readonly Thread _thread;
    private readonly long _startNanoseconds;
    private readonly Action<GateLoop, Timestamp>? _afterCycle;
    private readonly bool _asksForRealTime;
    private volatile bool _isStopping;

    /// <param name="loop">What to run.</param>
    /// <param name="cycleSec">Its period.</param>
    /// <param name="startNanoseconds">The instant of <see cref="MonotonicTimer"/> at which the run's time is zero.</param>
    /// <param name="asksForRealTime">Whether to ask the system for a real-time priority and locked memory.</param>
    /// <param name="afterCycle">Called on the loop's thread after each cycle; must not block or allocate.</param>
    public RealTimeGateLoop(GateLoop loop, double cycleSec, long startNanoseconds, bool asksForRealTime = true, Action<GateLoop, Timestamp>? afterCycle = null)
    {
        _loop = loop;
        _startNanoseconds = startNanoseconds;
        _asksForRealTime = asksForRealTime;
        _afterCycle = afterCycle;
        Schedule = new(MonotonicTimer.NowNanoseconds(), (long)Math.Round(cycleSec * 1e9));
        _thread = new(Run) { Name = "gate", IsBackground = true, Priority = ThreadPriority.Highest };
    }

    public CycleSchedule Schedule { get; }

    /// <summary>What the system did not grant; null when it granted all. Set before the first cycle.</summary>
    public string? Warning { get; private set; }

    /// <summary>What ended the loop, if it was not <see cref="Dispose"/>.</summary>
    public Exception? Failure { get; private set; }

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _isStopping = true;
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    private void Run()
    {
        if (_asksForRealTime)
        {
            string? fifo = RealTimeThread.TrySetFifo(Priority);
            string? memory = RealTimeThread.TryLockMemory();
            Warning = fifo is null ? memory : memory is null ? fifo : $"{fifo}; {memory}";
        }
        try
        {
            Schedule.StartAt(MonotonicTimer.NowNanoseconds());
            while (!_isStopping)
            {
                MonotonicTimer.SleepUntil(Schedule.NextNanoseconds);
                long now = MonotonicTimer.NowNanoseconds();
                Schedule.Begin(now);
                Timestamp time = new(now - _startNanoseconds);
                _loop.Cycle(time);
                Schedule.Duration.Add(MonotonicTimer.NowNanoseconds() - now);
                _afterCycle?.Invoke(_loop, time);
            }
        }
        catch (Exception e)
        {
            // A bug in the loop must not end as an unhandled exception that leaves the host guessing.
            Failure = e;
        }
    }
}
