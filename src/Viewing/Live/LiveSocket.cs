using System.Buffers;
using System.Net.WebSockets;

namespace RoboticsStack.Viewing.Live;

/// <summary>One page's connection: frames out, at most <see cref="FramesPerSec"/> a second and never faster than the page takes them; requests in.</summary>
/// <remarks>
/// The page answers each frame with a binary message. A browser would let unread frames pile up by the thousand; this way a slow page sees fewer of
/// them, and never an old one.
/// </remarks>
internal sealed class LiveSocket(WebSocket socket, LiveFeed feed, byte[] greeting, RunSteering steering, Task<string> ended)
{
    public const double FramesPerSec = 25;
    private const int MaxRequestBytes = 1024;
    private const int MaxUnanswered = 2;

    /// <summary>A page that takes nothing for so long is gone.</summary>
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(10);

    private int _unanswered;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            Task[] both = [SendFramesAsync(end), ReceiveAsync(end)];
            await Task.WhenAll(both);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            // The page has gone, or the server is closing.
        }
    }

    private async Task SendFramesAsync(CancellationTokenSource end)
    {
        try
        {
            await SendAsync(greeting, WebSocketMessageType.Text, end.Token);
            using PeriodicTimer timer = new(TimeSpan.FromSeconds(1 / FramesPerSec));
            ArrayBufferWriter<byte> frame = new(1 << 18);
            long version = 0;
            bool toldEnd = false;
            while (await timer.WaitForNextTickAsync(end.Token))
            {
                if (Volatile.Read(ref _unanswered) >= MaxUnanswered)
                {
                    continue;
                }
                Interlocked.Increment(ref _unanswered);
                frame.ResetWrittenCount();
                version = feed.WriteFrame(version, frame);
                // An empty frame says that the connection stands although nothing happens.
                await SendAsync(frame.WrittenMemory, WebSocketMessageType.Binary, end.Token);
                if (ended.IsCompletedSuccessfully && !toldEnd)
                {
                    toldEnd = true;
                    await SendAsync(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { ended = ended.Result }), WebSocketMessageType.Text, end.Token);
                }
            }
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> data, WebSocketMessageType type, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(SendPatience);
        await socket.SendAsync(data, type, endOfMessage: true, patience.Token);
    }

    private async Task ReceiveAsync(CancellationTokenSource end)
    {
        byte[] request = new byte[MaxRequestBytes];
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult received = await socket.ReceiveAsync(request.AsMemory(), end.Token);
                if (received.MessageType == WebSocketMessageType.Close || !received.EndOfMessage)
                {
                    return;
                }
                if (received.MessageType == WebSocketMessageType.Binary)
                {
                    Interlocked.Decrement(ref _unanswered);
                }
                else
                {
                    steering.Obey(request.AsMemory(0, received.Count));
                }
            }
        }
        finally
        {
            await end.CancelAsync();
        }
    }
}
