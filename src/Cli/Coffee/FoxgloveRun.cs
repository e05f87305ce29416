using System.CommandLine;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Recording.Foxglove;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Viewing.Foxglove;

namespace RoboticsStack.Cli.Coffee;

/// <summary>Serves a run to Foxglove while it lasts.</summary>
internal static class FoxgloveRun
{
    public static Option<int?> PortOption() => new("--foxglove")
    {
        Description = FormattableString.Invariant(
            $"Serve live data to Foxglove on this port of the loopback interface, 0 for a free one; {FoxgloveServerOptions.DefaultPort} if none is given"),
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The port asked for; null when Foxglove was not asked for.</summary>
    /// <exception cref="UserErrorException">It is no port.</exception>
    public static int? PortOf(ParseResult parsed, Option<int?> option)
    {
        if (parsed.GetResult(option) is not { Implicit: false })
        {
            return null;
        }
        int port = parsed.GetValue(option) ?? FoxgloveServerOptions.DefaultPort;
        return port is >= 0 and <= ushort.MaxValue
            ? port
            : throw new UserErrorException($"--foxglove {port} is no port: give 1 to {ushort.MaxValue}, or 0 for a free one");
    }

    public static async Task<FoxgloveServer> StartAsync(CoffeeSession session, RobotDescription robot, ulong seed, int port, CancellationToken cancellation)
    {
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
