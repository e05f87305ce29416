using RoboticsStack.Runtime.Runs;
using RoboticsStack.Viewing.Live;

namespace RoboticsStack.Cli.View;

/// <summary>A run as the live page shows it.</summary>
internal static class SessionView
{
    public static LiveRun Showing(this CoffeeSession session, string title, bool canPause = true) => new()
    {
        Bus = session.Bus,
        Topics = session.Topics,
        RunId = session.RunId,
        Scene = session.Scene,
        Title = title,
        CanPause = canPause,
        CanStop = true,
    };
}
