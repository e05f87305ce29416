using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;

namespace RoboticsStack.Messaging.Tests;

public abstract class MosquittoContract : BusContract, IDisposable
{
    private readonly BrokerProcess _broker;

    protected MosquittoContract(int? port)
    {
        _broker = BrokerProcess.Start(new() { Topics = Topics, Port = port });
        Publisher = Connect();
        Subscriber = Connect();
    }

    protected override IMessageBus Publisher { get; }
    protected override IMessageBus Subscriber { get; }

    public void Dispose()
    {
        Publisher.Dispose();
        Subscriber.Dispose();
        _broker.Dispose();
    }

    private MosquittoBus Connect() => new(new() { Address = _broker.AddressFor(BrokerIdentity.Operator) });
}

public sealed class MosquittoOverUnixSocketTests() : MosquittoContract(port: null);

public sealed class MosquittoOverTcpTests() : MosquittoContract(port: 0);

public sealed class MosquittoConnectionTests
{
    private static readonly Topics Topics = new("test");

    [Fact]
    public void Killing_the_broker_raises_connection_lost_at_once()
    {
        using BrokerProcess broker = BrokerProcess.Start(new() { Topics = Topics });
        using MosquittoBus bus = new(new() { Address = broker.AddressFor(BrokerIdentity.Gate) });
        using ManualResetEventSlim lost = new();
        using ManualResetEventSlim exited = new();
        string? reason = null;
        bus.ConnectionLost += r =>
        {
            reason = r;
            lost.Set();
        };
        broker.Exited += _ => exited.Set();
        long start = Stopwatch.GetTimestamp();
        Process.GetProcessById(broker.ProcessId).Kill();
        Assert.True(lost.Wait(TimeSpan.FromSeconds(2)));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 0, 500);
        Assert.Contains("lost", reason);
        Assert.True(exited.Wait(TimeSpan.FromSeconds(2)));
        bus.Publish(Topics.GateState, []);
        Assert.Equal(1, bus.UnsentCount);
    }

    [Fact]
    public void A_handler_that_throws_ends_the_bus_with_the_reason()
    {
        using BrokerProcess broker = BrokerProcess.Start(new() { Topics = Topics });
        using MosquittoBus bus = new(new() { Address = broker.AddressFor(BrokerIdentity.Operator) });
        using ManualResetEventSlim lost = new();
        string? reason = null;
        bus.ConnectionLost += r =>
        {
            reason = r;
            lost.Set();
        };
        bus.Subscribe("bench/x", (_, _) => throw new InvalidOperationException("a bug of the handler"));
        bus.Publish("bench/x", []);
        Assert.True(lost.Wait(TimeSpan.FromSeconds(2)));
        Assert.Contains("a bug of the handler", reason);
    }

    [Fact]
    public void The_last_will_is_published_when_a_client_goes_without_goodbye()
    {
        using BrokerProcess broker = BrokerProcess.Start(new() { Topics = Topics });
        using MosquittoBus viewer = new(new() { Address = broker.AddressFor(BrokerIdentity.Viewer) });
        using MosquittoBus brain = new(new() { Address = broker.AddressFor(BrokerIdentity.Brain), ClientId = "brain", LastWillTopic = Topics.BrainStatus });
        using ManualResetEventSlim offline = new();
        viewer.Subscribe(Topics.BrainStatus, (_, payload) =>
        {
            if (payload.Span.SequenceEqual(StatusText.Offline))
            {
                offline.Set();
            }
        });
        using MosquittoBus usurper = new(new() { Address = broker.AddressFor(BrokerIdentity.Brain), ClientId = "brain" });
        Assert.True(offline.Wait(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void A_wrong_password_is_a_clear_error()
    {
        using BrokerProcess broker = BrokerProcess.Start(new() { Topics = Topics });
        BrokerAddress wrong = broker.AddressFor(BrokerIdentity.Brain) with { Password = "guess" };
        UserErrorException error = Assert.Throws<UserErrorException>(() => new MosquittoBus(new() { Address = wrong }));
        Assert.Contains("not authorised", error.Message);
    }

    [Fact]
    public void A_broker_that_does_not_run_is_a_clear_error_in_time()
    {
        long start = Stopwatch.GetTimestamp();
        UserErrorException error = Assert.Throws<UserErrorException>(
            () => new MosquittoBus(new() { Address = BrokerAddress.Parse("mqtt://127.0.0.1:1") }));
        Assert.Contains("mqtt://127.0.0.1:1", error.Message);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 3);
    }

    [Fact]
    public void A_server_that_does_not_speak_mqtt_is_a_clear_error_in_time()
    {
        using TcpListener mute = new(IPAddress.Loopback, 0);
        mute.Start();
        int port = ((IPEndPoint)mute.LocalEndpoint).Port;
        long start = Stopwatch.GetTimestamp();
        UserErrorException error = Assert.Throws<UserErrorException>(
            () => new MosquittoBus(new() { Address = BrokerAddress.Parse($"mqtt://127.0.0.1:{port}") }));
        Assert.Contains("does not speak MQTT", error.Message);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 4);
    }

    [Fact]
    public void Publishing_allocates_nothing()
    {
        using BrokerProcess broker = BrokerProcess.Start(new() { Topics = Topics });
        using MosquittoBus bus = new(new() { Address = broker.AddressFor(BrokerIdentity.Gate) });
        byte[] payload = new byte[1024];
        void PublishMany(int count)
        {
            for (int i = 0; i < count; i++)
            {
                bus.Publish(Topics.Joints, payload);
            }
        }
        PublishMany(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        PublishMany(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Dispose_inside_a_handler_does_not_hang()
    {
        using BrokerProcess broker = BrokerProcess.Start(new() { Topics = Topics });
        MosquittoBus bus = new(new() { Address = broker.AddressFor(BrokerIdentity.Operator) });
        using ManualResetEventSlim done = new();
        bus.Subscribe("bench/x", (_, _) =>
        {
            bus.Dispose();
            done.Set();
        });
        bus.Publish("bench/x", []);
        Assert.True(done.Wait(TimeSpan.FromSeconds(2)));
        bus.Dispose();
    }
}
