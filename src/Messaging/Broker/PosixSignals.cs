using System.Runtime.InteropServices;

namespace RoboticsStack.Messaging.Broker;

internal static partial class PosixSignals
{
    public const int Terminate = 15;

    /// <summary>0 on success.</summary>
    public static int Send(int processId, int signal) => kill(processId, signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int processId, int signal);
}
