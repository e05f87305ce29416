using System.Runtime.InteropServices;

namespace RoboticsStack.Safety.RealTime;

/// <summary>The kernel's monotonic clock, and sleeping until an instant of it: absolute, so that delays do not add up. For hosts only; Linux.</summary>
public static partial class MonotonicTimer
{
    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const int Interrupted = 4;
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static long NowNanoseconds()
    {
        GetTime(ClockMonotonic, out TimeSpec time);
        return time.Seconds * NanosecondsPerSecond + time.Nanoseconds;
    }

    /// <summary>Returns at once if the instant has passed.</summary>
    public static void SleepUntil(long nanoseconds)
    {
        TimeSpec deadline = new() { Seconds = nanoseconds / NanosecondsPerSecond, Nanoseconds = nanoseconds % NanosecondsPerSecond };
        while (Sleep(ClockMonotonic, AbsoluteTime, deadline, 0) == Interrupted)
        {
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int Sleep(int clock, int flags, in TimeSpec deadline, nint remaining);
}
