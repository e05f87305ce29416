using System.Runtime.InteropServices;

namespace RoboticsStack.Runtime.Processes;

/// <summary>Signals to processes by their number (Linux on x64).</summary>
public static class Signals
{
    public const int Interrupt = 2, Kill = 9, Terminate = 15, Continue = 18, Stop = 19;

    /// <returns>False if there is no such process any more, or it is somebody else's.</returns>
    public static bool Send(int process, int signal) => SendTo(process, signal) == 0;

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendTo(int process, int signal);
}
