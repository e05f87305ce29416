using System.Runtime;
using System.Runtime.CompilerServices;
using RoboticsStack.Core.Time;

namespace RoboticsStack.Safety.RealTime;

/// <summary>Runs a <see cref="GateLoop"/> against the wall clock on a thread of its own, until stopped. Part of the host.</summary>
public sealed class RealTimeGateLoop : IDisposable
{
    /// <summary>
    /// From so many cycles on whatever the loop's thread allocates or compiles counts: by then it has been through everything that every cycle does.
    /// </summary>
    public const int WarmUpCycles = 500;

    private readonly GateLoop _loop;
    private readonly Thread _thread;
    private readonly long _startNanoseconds;
    private readonly Action<GateLoop, Timestamp>? _afterCycle;
    private readonly RealTimeOptions _options;
    private long _allocatedBefore;
    private long _compiledBefore;
    private long _allocated;
    private long _compiled;
    private volatile bool _isStopping;

    /// <param name="loop">What to run.</param>
    /// <param name="cycleSec">Its period.</param>
    /// <param name="startNanoseconds">The instant of <see cref="MonotonicTimer"/> at which the run's time is zero.</param>
    /// <param name="options">What to ask of the system.</param>
    /// <param name="afterCycle">Called on the loop's thread after each cycle; must not block or allocate.</param>
    public RealTimeGateLoop(GateLoop loop, double cycleSec, long startNanoseconds, RealTimeOptions options, Action<GateLoop, Timestamp>? afterCycle = null)
    {
        _loop = loop;
        _startNanoseconds = startNanoseconds;
        _options = options;
        _afterCycle = afterCycle;
        Schedule = new(MonotonicTimer.NowNanoseconds(), (long)Math.Round(cycleSec * 1e9));
        _thread = new(Run) { Name = "gate", IsBackground = true, Priority = ThreadPriority.Highest };
    }

    public CycleSchedule Schedule { get; }

    /// <summary>What the system did not grant; null when it granted all. Set before the first cycle.</summary>
    public string? Warning { get; private set; }

    /// <summary>What ended the loop, if it was not <see cref="Dispose"/>.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Bytes of managed memory that the loop's thread has allocated after its first <see cref="WarmUpCycles"/>. None is the promise.</summary>
    public long AllocatedBytes => Volatile.Read(ref _allocated);

    /// <summary>Methods compiled on the loop's thread after its first <see cref="WarmUpCycles"/>. None is the promise.</summary>
    public long CompiledMethods => Volatile.Read(ref _compiled);

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _isStopping = true;
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    /// <summary>Compiled once and for all: a loop that never returns would be compiled anew while it runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run()
    {
        Warning = RealTimeThread.Apply(_options);
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
                Account();
            }
        }
        catch (Exception e)
        {
            // A bug in the loop must not end as an unhandled exception that leaves the host guessing.
            Failure = e;
        }
    }

    private void Account()
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread(), compiled = JitInfo.GetCompiledMethodCount(currentThread: true);
        if (Schedule.Lateness.Count <= WarmUpCycles)
        {
            (_allocatedBefore, _compiledBefore) = (allocated, compiled);
        }
        Volatile.Write(ref _allocated, allocated - _allocatedBefore);
        Volatile.Write(ref _compiled, compiled - _compiledBefore);
    }
}
