using System.Runtime.InteropServices;

namespace RoboticsStack.Safety.RealTime;

/// <summary>
/// Linux calls that .NET has no counterpart for: a real-time scheduling class for the calling thread and memory that is never
/// paged out. Each says why it could not, so that a host can warn and go on with less.
/// </summary>
public static partial class RealTimeThread
{
    private const int SchedFifo = 1;
    private const int LockCurrent = 1;
    private const int LockFuture = 2;

    /// <summary>SCHED_FIFO at <paramref name="priority"/> (1..99) for the calling thread. Null on success, else the reason.</summary>
    public static string? TrySetFifo(int priority)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "SCHED_FIFO needs Linux";
        }
        SchedParam parameter = new() { Priority = priority };
        return SetScheduler(0, SchedFifo, parameter) == 0
            ? null
            : $"SCHED_FIFO refused ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}); grant CAP_SYS_NICE or an rtprio limit";
    }

    /// <summary>Locks the process's present and future memory. Null on success, else the reason.</summary>
    public static string? TryLockMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "mlockall needs Linux";
        }
        return LockAll(LockCurrent | LockFuture) == 0
            ? null
            : $"mlockall refused ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}); grant CAP_IPC_LOCK or a memlock limit";
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct SchedParam
    {
        public int Priority;
    }

    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    private static partial int SetScheduler(int pid, int policy, in SchedParam parameter);

    [LibraryImport("libc", EntryPoint = "mlockall", SetLastError = true)]
    private static partial int LockAll(int flags);
}
