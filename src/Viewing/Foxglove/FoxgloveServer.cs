using System.Net.WebSockets;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RoboticsStack.Core;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Recording;
using RoboticsStack.Viewing.Server;

namespace RoboticsStack.Viewing.Foxglove;

public sealed record FoxgloveServerOptions
{
    public const int DefaultPort = 8765;

    public required Topics Topics { get; init; }

    /// <summary>Channels made from the messages; null for none.</summary>
    public IDerivedChannels? Derived { get; init; }

    /// <summary>On the loopback interface; 0 for a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Name and value pairs shown to clients.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Tells clients that come back whether this is still the same run.</summary>
    public required string SessionId { get; init; }
}

/// <summary>
/// Shows a robot's bus to Foxglove, live: every typed topic and the derived channels, by the WebSocket protocol <c>foxglove.sdk.v1</c> on the
/// loopback interface. It only shows: clients can neither publish nor call. Whatever a client does, the bus is not held up.
/// </summary>
public sealed class FoxgloveServer : IAsyncDisposable
{
    private const int MaxWaitingMessages = 8192;
    private const ulong TimeEveryNs = 50_000_000;
    private const int Error = 2;
    private static readonly TimeSpan ClosingPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Foxglove's web app, and its desktop app, whose pages come from files. "null" is not among them: any site can make a page of that origin.
    /// </summary>
    private static readonly string[] Origins = ["https://app.foxglove.dev", "file://"];

    private readonly FoxgloveServerOptions _options;
    private readonly IReadOnlyDictionary<string, MessageDescriptor> _types;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LiveChannel> _channels = [];
    private readonly List<(FoxgloveClient Client, Task Served)> _clients = [];
    private readonly CancellationTokenSource _end = new();
    private readonly MessageQueue _queue;
    private readonly Thread _thread;
    private IDerivedChannels? _derived;
    private PageServer? _server;
    private uint _nextId = 1;
    private ulong _timeNs;
    private ulong _toldTimeNs;

    private FoxgloveServer(IMessageBus bus, FoxgloveServerOptions options)
    {
        _options = options;
        _derived = options.Derived;
        _types = TopicTypes.Of(options.Topics);
        foreach ((string topic, MessageDescriptor type) in _types)
        {
            AddChannel(topic, type, isDerived: false);
        }
        _queue = new(bus, options.Topics.All, MaxWaitingMessages);
        _thread = new(Run) { Name = "foxglove", IsBackground = true };
    }

    /// <summary>What to give Foxglove under "Open connection".</summary>
    public Uri Address => new UriBuilder(_server!.Address) { Scheme = "ws" }.Uri;

    /// <summary>Messages that came faster than they could be handed to the clients.</summary>
    public long DroppedCount => _queue.DroppedCount;

    /// <param name="bus">Stays the caller's.</param>
    /// <param name="options">Of the server.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="UserErrorException">The port is taken.</exception>
    public static async Task<FoxgloveServer> StartAsync(IMessageBus bus, FoxgloveServerOptions options, CancellationToken cancellation = default)
    {
        FoxgloveServer server = new(bus, options);
        try
        {
            server._server = await PageServer.StartAsync(options.Port, app => app.Map("/", server.ServeAsync), cancellation, Origins);
        }
        catch
        {
            server._queue.Dispose();
            throw;
        }
        server._thread.Start();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Dispose();
        (FoxgloveClient Client, Task Served)[] clients;
        lock (_lock)
        {
            clients = [.. _clients];
        }
        foreach ((FoxgloveClient client, _) in clients)
        {
            client.Close();
        }
        await Task.WhenAny(Task.WhenAll(clients.Select(c => c.Served)), Task.Delay(ClosingPatience));
        await _end.CancelAsync();
        _thread.Join();
        await _server!.DisposeAsync();
        _end.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await context.Response.WriteAsync($"This is a robot's live data for Foxglove. In Foxglove choose \"Open connection\", \"Foxglove WebSocket\", and give it {Address}\n");
            return;
        }
        string? subprotocol = FoxgloveProtocol.Subprotocols.FirstOrDefault(context.WebSockets.WebSocketRequestedProtocols.Contains);
        if (subprotocol is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync($"Ask for one of the subprotocols {string.Join(", ", FoxgloveProtocol.Subprotocols)}.\n");
            return;
        }
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(subprotocol);
        FoxgloveClient client = new(socket, _lock, id => _channels.Values.FirstOrDefault(channel => channel.Id == id));
        TaskCompletionSource served = new();
        lock (_lock)
        {
            client.SendControl(FoxgloveProtocol.ServerInfo("RoboticsStack", _options.Metadata, _options.SessionId));
            client.SendControl(FoxgloveProtocol.Advertise(_channels.Values));
            _clients.Add((client, served.Task));
        }
        try
        {
            await client.RunAsync(_end.Token);
        }
        finally
        {
            lock (_lock)
            {
                _clients.RemoveAll(c => c.Client == client);
            }
            served.SetResult();
        }
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                _queue.Take(Show, Timeout.InfiniteTimeSpan, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private void Show(string topic, ReadOnlyMemory<byte> payload)
    {
        if (HeaderPeek.TryRead(payload.Span, out HeaderPeek.Stamp stamp) && stamp.MadeTimeNs >= 0)
        {
            _timeNs = Math.Max(_timeNs, (ulong)stamp.MadeTimeNs);
        }
        lock (_lock)
        {
            if (_types.ContainsKey(topic))
            {
                Offer(_channels[topic], payload.Span);
            }
            if (_timeNs >= _toldTimeNs + TimeEveryNs)
            {
                _toldTimeNs = _timeNs;
                _clients.ForEach(c => c.Client.SendTime(_timeNs));
            }
        }
        try
        {
            _derived?.Derive(topic, payload, ShowDerived);
        }
        catch (Exception e)
        {
            // Derived channels are a convenience: the messages themselves are still shown.
            _derived = null;
            Withdraw($"the derived channels ended: {e.Message}");
        }
    }

    private void ShowDerived(string topic, IMessage message)
    {
        byte[] payload = message.ToByteArray();
        lock (_lock)
        {
            if (!_channels.TryGetValue(topic, out LiveChannel? channel))
            {
                channel = AddChannel(topic, message.Descriptor, isDerived: true);
                Tell(FoxgloveProtocol.Advertise([channel]));
            }
            channel.Latest = new(_timeNs, payload);
            Offer(channel, payload);
        }
    }

    private void Withdraw(string reason)
    {
        lock (_lock)
        {
            LiveChannel[] derived = [.. _channels.Values.Where(channel => channel.IsDerived)];
            foreach (LiveChannel channel in derived)
            {
                _channels.Remove(channel.Topic);
            }
            Tell(FoxgloveProtocol.Unadvertise(derived.Select(channel => channel.Id)));
            Tell(FoxgloveProtocol.Status(Error, reason));
        }
    }

    private void Tell(byte[] json) => _clients.ForEach(c => c.Client.SendControl(json));

    private void Offer(LiveChannel channel, ReadOnlySpan<byte> payload)
    {
        foreach ((FoxgloveClient client, _) in _clients)
        {
            client.Offer(channel, _timeNs, payload);
        }
    }

    private LiveChannel AddChannel(string topic, MessageDescriptor type, bool isDerived) => _channels[topic] = new(_nextId++, topic, type, isDerived);
}
