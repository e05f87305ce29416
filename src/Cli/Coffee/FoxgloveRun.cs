using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Recording.Foxglove;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Viewing.Foxglove;

namespace RoboticsStack.Cli.Coffee;

/// <summary>Serves a run to Foxglove while it lasts.</summary>
internal static class FoxgloveRun
{
    public static async Task<FoxgloveServer> StartAsync(CoffeeSession session, RobotDescription robot, ulong seed, int port, CancellationToken cancellation)
    {
        if (port is < 0 or > ushort.MaxValue)
        {
            throw new UserErrorException($"--foxglove {port} is no port: give 1 to {ushort.MaxValue}, or 0 for a free one");
        }
        FoxgloveServer server = await FoxgloveServer.StartAsync(session.Bus, new FoxgloveServerOptions
        {
            Topics = session.Topics,
            Derived = new FoxgloveChannels(session.Topics, RobotModels.Of(robot), session.Scene),
            Port = port,
            SessionId = session.RunId.ToString("x"),
            Metadata = new Dictionary<string, string> { ["robot"] = robot.Name, ["seed"] = seed.ToString() },
        }, cancellation);
        Console.Error.WriteLine($"Foxglove: open connection {server.Address}");
        return server;
    }
}
