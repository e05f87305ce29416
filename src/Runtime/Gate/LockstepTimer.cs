using System.Diagnostics;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Runtime.Gate;

/// <summary>How fast a lockstep run goes by the wall clock, for people.</summary>
internal sealed class LockstepTimer
{
    private long _since = Stopwatch.GetTimestamp();
    private long _cyclesThen;
    private TimeSpan _waited;

    /// <summary>Adds to the time in which the world waited for the brain.</summary>
    public void AddWait(long startedAt) => _waited += Stopwatch.GetElapsedTime(startedAt);

    /// <summary>Since the last call.</summary>
    public LoopTiming Take(long cycles, RunPace pace)
    {
        long now = Stopwatch.GetTimestamp();
        double wall = Math.Max(1e-9, Stopwatch.GetElapsedTime(_since, now).TotalSeconds);
        LoopTiming timing = new()
        {
            Lockstep = true,
            Paused = pace.IsPaused,
            Speed = pace.Speed,
            Cycles = (ulong)cycles,
            CyclesPerSec = (cycles - _cyclesThen) / wall,
            BrainWaitShare = Math.Min(1, _waited.TotalSeconds / wall),
        };
        (_since, _cyclesThen, _waited) = (now, cycles, TimeSpan.Zero);
        return timing;
    }
}
