using System.Diagnostics;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging.Bench;
using RoboticsStack.Messaging.Broker;
using Xunit.Abstractions;

namespace RoboticsStack.Messaging.Tests;

public sealed class RoundTripTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task Every_message_comes_back_by_both_ways(int? port)
    {
        const int count = 300;
        using BrokerProcess broker = BrokerProcess.Start(new() { Topics = new("test"), Port = port });
        TestClock clock = new();
        RoundTripReport bare = await RoundTrip.MeasureBareAsync(broker.AddressFor(BrokerIdentity.Operator), clock, count);
        RoundTripReport typed = await RoundTrip.MeasureTypedAsync(broker.AddressFor(BrokerIdentity.Operator), clock, count);
        output.WriteLine($"bare  {bare}\ntyped {typed}");
        Assert.Equal(count, bare.Received);
        Assert.Equal(count, typed.Received);
        Assert.InRange(typed.MedianUs, 1, typed.P99Us);
    }

    private sealed class TestClock : IClock
    {
        private readonly long _start = Stopwatch.GetTimestamp();

        public Timestamp Now => new((long)Stopwatch.GetElapsedTime(_start).TotalNanoseconds);
    }
}
