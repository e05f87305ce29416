using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RoboticsStack.Core;
using RoboticsStack.Models;
using RoboticsStack.Planning.Imagination;
using RoboticsStack.Viewing.Server;

namespace RoboticsStack.Viewing.Dream;

/// <summary>What the dream page shows, and the parts that answer it; all of them stay the caller's.</summary>
public sealed record DreamSource(IWorldModel Model, SensorDecoder Decoder, DreamRecording Recording);

/// <summary>
/// The dream page, served on the loopback interface: a recorded run's moments on a time line, and from any of them the world model on its own, steered by a person or
/// by the recorded actions, beside what then happened.
/// </summary>
public sealed class DreamPage : IAsyncDisposable
{
    private const int MaxRequestBytes = 4096;
    private static readonly string[] Styles = ["pages.css", "dream.css"];

    /// <summary>The report's, which the page draws with.</summary>
    private static readonly string[] Parts = ["data.js", "panels.js", "charts.js", "scene.js"];
    private static readonly string[] Scripts = ["dream-scene.js", "dream-panels.js", "dream.js"];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly PageServer _server;

    private DreamPage(PageServer server) => _server = server;

    public Uri Address => _server.Address;

    /// <param name="source">The recording must have been made with the model.</param>
    /// <param name="port">0 for a free one.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="UserErrorException">The recording was made with another model, or the port is taken.</exception>
    public static async Task<DreamPage> StartAsync(DreamSource source, int port, CancellationToken cancellation = default)
    {
        if (source.Recording.Moments.ModelHash != source.Model.ModelHash)
        {
            throw new UserErrorException($"The recording was made with world model {Short(source.Recording.Moments.ModelHash)}, but the model loaded is {Short(source.Model.ModelHash)}: "
                + "one cannot go on from what the other saw. Name its model with --model, or record a run with this one.");
        }
        byte[] overview = JsonSerializer.SerializeToUtf8Bytes(DreamOverview.Of(source), Json);
        Lock model = new();
        return new(await PageServer.StartAsync(port, app => Map(app, source, overview, model), cancellation));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <param name="model">Held while the model works: it is not safe for two viewers at once.</param>
    private static void Map(WebApplication app, DreamSource source, byte[] overview, Lock model)
    {
        PageAssets.Map(app, "dream.html", Styles, Parts, Scripts);
        app.MapGet("/dream.json", () => Results.Bytes(overview, "application/json"));
        app.Map("/dream", async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            await Converse(socket, source, model, app.Lifetime.ApplicationStopping);
        });
    }

    /// <summary>One viewer: a request, its picture, and so on. A request that makes no sense ends it.</summary>
    private static async Task Converse(WebSocket socket, DreamSource source, Lock model, CancellationToken stopping)
    {
        using DreamSession session = new(source.Model, source.Decoder, source.Recording);
        byte[] buffer = new byte[MaxRequestBytes];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), stopping) is { MessageType: WebSocketMessageType.Text, EndOfMessage: true } received)
            {
                if (JsonSerializer.Deserialize<DreamRequest>(buffer.AsSpan(0, received.Count), Json) is not { } request)
                {
                    break;
                }
                DreamPicture? picture;
                lock (model)
                {
                    picture = session.Answer(request);
                }
                await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(picture, Json), WebSocketMessageType.Text, endOfMessage: true, stopping);
            }
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, stopping);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or JsonException)
        {
            // The viewer left, the server stops, or the request was no request: in each case there is nobody to answer.
        }
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
