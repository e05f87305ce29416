using System.Runtime.InteropServices;

namespace RoboticsStack.Safety.RealTime;

/// <summary>
/// Linux calls that .NET has no counterpart for: a real-time scheduling class and a processor for the calling thread, memory that is never paged out,
/// processors that do not doze. Each says why it could not, so that a host can warn and go on with less.
/// </summary>
public static partial class RealTimeThread
{
    private const int SchedFifo = 1;
    private const int LockCurrent = 1;
    private const int LockFuture = 2;
    private const int SetTimerSlack = 29;
    private const int MaxProcessors = 1024;

    /// <summary>A tenth of the weight of an ordinary thread.</summary>
    private const int BackgroundNice = 10;
    private const string LatencyDevice = "/dev/cpu_dma_latency";

    private static FileStream? s_latency;

    /// <summary>Does all of it for the calling thread. Null when everything was granted, else what was not and how to mend it.</summary>
    public static string? Apply(RealTimeOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            return options == RealTimeOptions.None ? null : "real-time scheduling needs Linux";
        }
        List<string> refused = [];
        void Try(bool wanted, Func<string?> apply)
        {
            if (wanted && apply() is { } reason)
            {
                refused.Add(reason);
            }
        }
        Try(options.Processor is not null, () => TryKeepTo(options.Processor!.Value));
        Try(options.Priority > 0, () => TrySetFifo(options.Priority));
        Try(options.LocksMemory, TryLockMemory);
        Try(options.KeepsProcessorsAwake, TryKeepProcessorsAwake);
        // The kernel may wake ordinary threads up to 50 µs late to save energy; real-time ones it never does.
        _ = ProcessControl(SetTimerSlack, 1, 0, 0, 0);
        return refused.Count == 0 ? null : string.Join("; ", refused);
    }

    /// <summary>SCHED_FIFO at <paramref name="priority"/> (1..99) for the calling thread. Null on success, else the reason.</summary>
    public static string? TrySetFifo(int priority)
    {
        SchedParam parameter = new() { Priority = priority };
        return SetScheduler(0, SchedFifo, parameter) == 0
            ? null
            : $"SCHED_FIFO refused ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}); grant CAP_SYS_NICE or an rtprio limit";
    }

    /// <summary>
    /// Lets everything else on the machine go before the calling thread and those that it starts from now on. For heavy thinking beside threads on whose
    /// promptness a robot's motion depends. Never refused.
    /// </summary>
    public static void StandBack()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetNice(0, 0, BackgroundNice);
        }
    }

    /// <summary>Locks the process's present and future memory. Null on success, else the reason.</summary>
    public static string? TryLockMemory() => LockAll(LockCurrent | LockFuture) == 0
        ? null
        : $"mlockall refused ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}); grant CAP_IPC_LOCK or a memlock limit";

    /// <summary>Keeps the calling thread, and those that it starts from now on, to one processor, or to all but one. Null on success, else the reason.</summary>
    /// <param name="processor">From 0.</param>
    /// <param name="except">True: to all the others.</param>
    public static unsafe string? TryKeepTo(int processor, bool except = false)
    {
        if (processor < 0 || processor >= Environment.ProcessorCount)
        {
            return $"there is no processor {processor}; this machine has 0 to {Environment.ProcessorCount - 1}";
        }
        if (except && Environment.ProcessorCount == 1)
        {
            return null;
        }
        byte* mask = stackalloc byte[MaxProcessors / 8];
        for (int i = 0; i < Environment.ProcessorCount; i++)
        {
            if ((i == processor) != except)
            {
                mask[i / 8] |= (byte)(1 << (i % 8));
            }
        }
        return SetAffinity(0, MaxProcessors / 8, mask) == 0
            ? null
            : $"processor {processor} refused ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())})";
    }

    /// <summary>Holds the kernel's latency request at 0 µs for as long as this process lives. Null on success, else the reason.</summary>
    public static string? TryKeepProcessorsAwake()
    {
        if (s_latency is not null)
        {
            return null;
        }
        try
        {
            s_latency = new FileStream(LatencyDevice, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            s_latency.Write([0, 0, 0, 0]);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"processors may doze ({e.Message.TrimEnd('.')})";
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct SchedParam
    {
        public int Priority;
    }

    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    private static partial int SetScheduler(int pid, int policy, in SchedParam parameter);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static unsafe partial int SetAffinity(int pid, nint size, byte* mask);

    /// <summary>Of a thread: Linux takes 0 for the calling one.</summary>
    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetNice(int which, int who, int nice);

    [LibraryImport("libc", EntryPoint = "mlockall", SetLastError = true)]
    private static partial int LockAll(int flags);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, ulong a, ulong b, ulong c, ulong d);
}
