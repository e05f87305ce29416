using System.Collections.Concurrent;
using Google.Protobuf;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Messaging.Bench;

/// <summary>
/// Measures 1 KiB messages at 1 kHz between two clients of a broker, on the topics <c>bench/ping</c> and <c>bench/pong</c>
/// (which the private broker allows the operator): once through everything of this library, once through libmosquitto alone.
/// </summary>
public static class RoundTrip
{
    public const int PayloadBytes = 1024;
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(1);

    private const string Ping = "bench/ping";
    private const string Pong = "bench/pong";
    private static readonly TimeSpan LastReplies = TimeSpan.FromMilliseconds(200);

    /// <summary>Through <see cref="MosquittoBus"/>, <see cref="MessageWriter{T}"/> and <see cref="TypedSubscription{T}"/>.</summary>
    public static async Task<RoundTripReport> MeasureTypedAsync(BrokerAddress address, IClock clock, int count, CancellationToken cancel = default)
    {
        ConcurrentQueue<long> times = new();
        DropCounters drops = new();
        using MosquittoBus near = new(new() { Address = address });
        using MosquittoBus far = new(new() { Address = address });
        MessageWriter<CameraFrame> ping = new(near, Ping, new("bench", 1));
        MessageWriter<CameraFrame> pong = new(far, Pong, new("bench", 1));
        using var echo = far.SubscribeTo<CameraFrame>(Ping, m => pong.Publish(m, new(m.Header.DataTimeNs), clock.Now), drops, qos: QualityOfService.AtMostOnce);
        using var answers = near.SubscribeTo<CameraFrame>(Pong, m => times.Enqueue(clock.Now.Nanoseconds - m.Header.DataTimeNs), drops, qos: QualityOfService.AtMostOnce);
        CameraFrame message = OneKibibyte();
        await PaceAsync(count, () => ping.Publish(message, clock.Now, clock.Now), cancel);
        return RoundTripReport.From(count, times);
    }

    /// <summary>The same payload size and rate through two bare libmosquitto clients with the library's own threads.</summary>
    public static async Task<RoundTripReport> MeasureBareAsync(BrokerAddress address, IClock clock, int count, CancellationToken cancel = default)
    {
        ConcurrentQueue<long> times = new();
        using BareClient near = new(address, Pong, payload => times.Enqueue(clock.Now.Nanoseconds - BitConverter.ToInt64(payload)));
        BareClient? echoing = null;
        using BareClient far = new(address, Ping, payload => echoing!.Publish(Pong, payload));
        echoing = far;
        near.WaitUntilSubscribed();
        far.WaitUntilSubscribed();
        byte[] payload = new byte[PayloadBytes];
        await PaceAsync(count, () =>
        {
            BitConverter.TryWriteBytes(payload, clock.Now.Nanoseconds);
            near.Publish(Ping, payload);
        }, cancel);
        return RoundTripReport.From(count, times);
    }

    private static CameraFrame OneKibibyte()
    {
        CameraFrame frame = new() { Header = new() { DataTimeNs = 1, MadeTimeNs = 1, RunId = 1, Sequence = 1, Source = "bench" }, DepthMm = ByteString.CopyFrom(new byte[PayloadBytes / 2]) };
        int padding = PayloadBytes - frame.CalculateSize() + PayloadBytes / 2;
        frame.DepthMm = ByteString.CopyFrom(new byte[padding]);
        return frame;
    }

    private static async Task PaceAsync(int count, Action send, CancellationToken cancel)
    {
        using PeriodicTimer timer = new(Period);
        for (int i = 0; i < count; i++)
        {
            await timer.WaitForNextTickAsync(cancel);
            send();
        }
        using PeriodicTimer settle = new(LastReplies);
        await settle.WaitForNextTickAsync(cancel);
    }
}
