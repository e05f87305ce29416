using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bench;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Runtime.Benchmarks;

/// <summary>Round trip of 1 KiB at 1 kHz through a private broker: this stack's bus against bare libmosquitto clients.</summary>
public static class MqttBench
{
    public static async System.Threading.Tasks.Task<BenchReport> MeasureAsync(TimeSpan duration, CancellationToken cancellation)
    {
        using BrokerProcess broker = BrokerProcess.Start(new BrokerOptions { Topics = new Topics("bench"), Port = 0 });
        BrokerAddress address = broker.AddressFor(BrokerIdentity.Operator);
        MonotonicClock clock = new();
        int count = Math.Max(200, (int)(duration.TotalSeconds / 2 / RoundTrip.Period.TotalSeconds));
        await RoundTrip.MeasureTypedAsync(address, clock, 200, cancellation);
        RoundTripReport bare = await RoundTrip.MeasureBareAsync(address, clock, count, cancellation);
        RoundTripReport typed = await RoundTrip.MeasureTypedAsync(address, clock, count, cancellation);
        BenchFigure yardstick = Figure("libmosquitto alone", bare);
        return new BenchReport("mqtt", [Figure("this stack's bus, protobuf included", typed).Against(yardstick), yardstick],
            [$"{RoundTrip.PayloadBytes} bytes there and back over loopback TCP; lost {typed.Sent - typed.Received} of {typed.Sent}, bare {bare.Sent - bare.Received} of {bare.Sent}"]);
    }

    private static BenchFigure Figure(string name, RoundTripReport report) => new()
    {
        Name = name,
        Unit = "µs",
        Median = report.MedianUs,
        P90 = report.P90Us,
        P99 = report.P99Us,
        Worst = report.MaxUs,
        Samples = report.Received,
    };

    private sealed class MonotonicClock : IClock
    {
        public Timestamp Now => new(MonotonicTimer.NowNanoseconds());
    }
}
