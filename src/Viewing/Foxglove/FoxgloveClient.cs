using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;

namespace RoboticsStack.Viewing.Foxglove;

/// <summary>One connected client: its subscriptions, what waits for it, and its requests.</summary>
/// <param name="socket">Stays the caller's.</param>
/// <param name="channelLock">Held by whoever looks at channels or subscriptions, and so by who calls <see cref="Offer"/>.</param>
/// <param name="findChannel">By its id.</param>
internal sealed class FoxgloveClient(WebSocket socket, Lock channelLock, Func<uint, LiveChannel?> findChannel)
{
    private const int MaxWaitingMessages = 4096;
    private const int MaxWaitingBytes = 16 << 20;
    private const int MaxRequestBytes = 1 << 20;
    private const int Warning = 1;
    private const int Error = 2;
    private static readonly TimeSpan DropReportPeriod = TimeSpan.FromSeconds(1);

    private readonly ClientOutbox _outbox = new(MaxWaitingMessages, MaxWaitingBytes);
    private readonly Dictionary<uint, uint> _subscriptionOfChannel = [];
    private readonly Dictionary<uint, uint> _channelOfSubscription = [];
    private long _reportedDrops;
    private long _reportedAt = Stopwatch.GetTimestamp();

    public long DroppedCount => _outbox.DroppedCount;

    public void SendControl(byte[] json) => _outbox.SendControl(json);

    public void SendTime(ulong timeNs) => _outbox.SendData(FoxgloveProtocol.Time(timeNs));

    /// <summary>Sends it if the client has subscribed to the channel.</summary>
    public void Offer(LiveChannel channel, ulong timeNs, ReadOnlySpan<byte> payload)
    {
        if (_subscriptionOfChannel.TryGetValue(channel.Id, out uint subscription))
        {
            _outbox.SendData(FoxgloveProtocol.Message(subscription, timeNs, payload));
            ReportDrops();
        }
    }

    public void Close() => _outbox.Close();

    /// <summary>Serves the client until it leaves or <see cref="Close"/> is called.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task sending = SendAllAsync(end.Token);
        try
        {
            await ReceiveAllAsync(end.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client went, or we do.
        }
        await end.CancelAsync();
        await sending;
    }

    private async Task SendAllAsync(CancellationToken cancellation)
    {
        try
        {
            while (await _outbox.TakeAsync(cancellation) is var (bytes, type))
            {
                await socket.SendAsync(bytes, type, endOfMessage: true, cancellation);
            }
            await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "the run has ended", cancellation);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client went, or we do.
        }
    }

    private async Task ReceiveAllAsync(CancellationToken cancellation)
    {
        using MemoryStream request = new();
        byte[] buffer = new byte[16 * 1024];
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                if (socket.State == WebSocketState.CloseReceived)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
                }
                return;
            }
            request.Write(buffer, 0, part.Count);
            if (request.Length > MaxRequestBytes)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, "requests are small here", cancellation);
                return;
            }
            if (part.EndOfMessage)
            {
                Obey(request.GetBuffer().AsMemory(0, (int)request.Length), part.MessageType);
                request.SetLength(0);
            }
        }
    }

    private void Obey(ReadOnlyMemory<byte> request, WebSocketMessageType type)
    {
        if (type == WebSocketMessageType.Binary)
        {
            SendControl(FoxgloveProtocol.Status(Error, "this server takes no messages from its clients"));
            return;
        }
        try
        {
            using JsonDocument json = JsonDocument.Parse(request);
            string? op = json.RootElement.GetProperty("op").GetString();
            switch (op)
            {
                case "subscribe":
                    foreach (JsonElement item in json.RootElement.GetProperty("subscriptions").EnumerateArray())
                    {
                        Subscribe(item.GetProperty("id").GetUInt32(), item.GetProperty("channelId").GetUInt32());
                    }
                    break;
                case "unsubscribe":
                    foreach (JsonElement id in json.RootElement.GetProperty("subscriptionIds").EnumerateArray())
                    {
                        Unsubscribe(id.GetUInt32());
                    }
                    break;
                default:
                    SendControl(FoxgloveProtocol.Status(Error, $"'{op}' is not supported: this server shows the robot and takes no orders"));
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            SendControl(FoxgloveProtocol.Status(Error, $"a request could not be read: {e.Message}"));
        }
    }

    private void Subscribe(uint subscription, uint channelId)
    {
        lock (channelLock)
        {
            if (findChannel(channelId) is not { } channel)
            {
                SendControl(FoxgloveProtocol.Status(Warning, $"there is no channel {channelId}"));
                return;
            }
            if (_channelOfSubscription.ContainsKey(subscription) || !_subscriptionOfChannel.TryAdd(channelId, subscription))
            {
                SendControl(FoxgloveProtocol.Status(Warning, $"{channel.Topic} is already subscribed to, or subscription {subscription} is in use"));
                return;
            }
            _channelOfSubscription[subscription] = channelId;
            if (channel.Latest is { } latest)
            {
                _outbox.SendData(FoxgloveProtocol.Message(subscription, latest.TimeNs, latest.Payload));
            }
        }
    }

    private void Unsubscribe(uint subscription)
    {
        lock (channelLock)
        {
            if (_channelOfSubscription.Remove(subscription, out uint channel))
            {
                _subscriptionOfChannel.Remove(channel);
                return;
            }
        }
        SendControl(FoxgloveProtocol.Status(Warning, $"there is no subscription {subscription}"));
    }

    private void ReportDrops()
    {
        long dropped = _outbox.DroppedCount;
        if (dropped > _reportedDrops && Stopwatch.GetElapsedTime(_reportedAt) > DropReportPeriod)
        {
            (_reportedDrops, _reportedAt) = (dropped, Stopwatch.GetTimestamp());
            SendControl(FoxgloveProtocol.Status(Warning, $"{dropped} messages dropped: they come faster than this client reads", "drops"));
        }
    }
}
