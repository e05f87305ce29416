using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RoboticsStack.Core;
using RoboticsStack.Recording.Report;
using RoboticsStack.Viewing.Server;

namespace RoboticsStack.Viewing.Live;

/// <summary>The live page of one run, served on the loopback interface.</summary>
public sealed class LivePage : IAsyncDisposable
{
    private static readonly string[] Styles = ["pages.css", "live.css"];

    private static readonly string[] Parts = ["panels.js", "charts.js", "scene.js"];
    private static readonly string[] Scripts = ["link.js", "world.js", "boxes.js", "strips.js", "live.js"];

    private readonly LiveFeed _feed;
    private readonly PageServer _server;
    private readonly TaskCompletionSource<string> _ended;

    private LivePage(LiveFeed feed, PageServer server, TaskCompletionSource<string> ended) => (_feed, _server, _ended) = (feed, server, ended);

    public Uri Address => _server.Address;

    /// <param name="port">0 for a free one.</param>
    /// <exception cref="UserErrorException">The port is taken.</exception>
    public static async Task<LivePage> StartAsync(LiveRun run, int port, CancellationToken cancellation = default)
    {
        LiveFeed feed = new(run.Bus, run.Topics);
        RunSteering steering = new(run);
        TaskCompletionSource<string> ended = new();
        byte[] greeting = run.Greeting(feed.Topics);
        byte[] scene = SceneExport.ToJson(run.Scene);
        try
        {
            PageServer server = await PageServer.StartAsync(port, app =>
            {
                PageAssets.Map(app, "live.html", Styles, Parts, Scripts);
                app.MapGet("/scene.json", () => Results.Bytes(scene, ReplayScene.MediaType));
                app.Map("/socket", async context =>
                {
                    if (!context.WebSockets.IsWebSocketRequest)
                    {
                        context.Response.StatusCode = StatusCodes.Status400BadRequest;
                        return;
                    }
                    using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
                    await new LiveSocket(socket, feed, greeting, steering, ended.Task).RunAsync(app.Lifetime.ApplicationStopping);
                });
            }, cancellation);
            return new LivePage(feed, server, ended);
        }
        catch
        {
            feed.Dispose();
            throw;
        }
    }

    /// <summary>Tells the pages that nothing more will come, and how it ended.</summary>
    public void End(string how) => _ended.TrySetResult(how);

    public async ValueTask DisposeAsync()
    {
        _feed.Dispose();
        await _server.DisposeAsync();
    }
}
