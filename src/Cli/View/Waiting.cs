namespace RoboticsStack.Cli.View;

internal static class Waiting
{
    /// <summary>Ends, without an exception, when the user wants to end.</summary>
    public static async Task UntilCancelled(CancellationToken cancellation)
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellation.Register(cancelled.SetResult);
        await cancelled.Task;
    }
}
