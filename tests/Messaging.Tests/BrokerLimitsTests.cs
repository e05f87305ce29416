using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Messaging.Typed;

namespace RoboticsStack.Messaging.Tests;

/// <summary>What one client does or fails to do costs the others nothing.</summary>
public sealed class BrokerLimitsTests : IDisposable
{
    private static readonly Topics Topics = new("limits");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BrokerProcess _broker = BrokerProcess.Start(new() { Topics = Topics });

    public void Dispose() => _broker.Dispose();

    [Fact]
    public void What_is_longer_than_any_receiver_takes_goes_no_further()
    {
        using MosquittoBus reader = Connect(BrokerIdentity.Gate);
        using BlockingCollection<int> lengths = [];
        reader.Subscribe(Topics.Plan, (_, payload) => lengths.Add(payload.Length));
        using (MosquittoBus sender = Connect(BrokerIdentity.Brain))
        {
            sender.Publish(Topics.Plan, new byte[TypedSubscription.DefaultMaxBytes + 1]);
        }
        using MosquittoBus next = Connect(BrokerIdentity.Brain);
        next.Publish(Topics.Plan, new byte[TypedSubscription.DefaultMaxBytes]);
        Assert.True(lengths.TryTake(out int length, Patience));
        Assert.Equal(TypedSubscription.DefaultMaxBytes, length);
    }

    [Fact]
    public void While_a_brain_floods_stops_engagements_and_sensors_still_arrive()
    {
        const int wanted = 50;
        using MosquittoBus gate = Connect(BrokerIdentity.Gate), person = Connect(BrokerIdentity.Operator), flooder = Connect(BrokerIdentity.Brain), brain = Connect(BrokerIdentity.Brain);
        using CountdownEvent stops = new(wanted), engagements = new(wanted), sensors = new(wanted);
        using ManualResetEventSlim over = new(), flooding = new();
        long sent = 0, arrived = 0;
        gate.Subscribe(Topics.Plan, (_, _) =>
        {
            if (Interlocked.Increment(ref arrived) > 1000)
            {
                flooding.Set();
            }
        });
        gate.Subscribe(Topics.Stop, (_, _) => Count(stops));
        gate.Subscribe(Topics.Engage, (_, _) => Count(engagements));
        brain.Subscribe(Topics.Joints, (_, _) => Count(sensors));
        Thread flood = new(() =>
        {
            byte[] rubbish = new byte[2000];
            while (!over.IsSet)
            {
                for (int i = 0; i < 100; i++, sent++)
                {
                    flooder.Publish(Topics.Plan, rubbish);
                }
                Thread.Yield();
                // What piles up in this process floods nobody.
                SpinWait.SpinUntil(() => over.IsSet || sent - Interlocked.Read(ref arrived) < 5000);
            }
        });
        flood.Start();
        Assert.True(flooding.Wait(Patience), "the flood does not flow");
        for (int i = 0; i < wanted; i++)
        {
            person.Publish(Topics.Stop, "s"u8, QualityOfService.AtLeastOnce);
            person.Publish(Topics.Engage, "e"u8, QualityOfService.AtLeastOnce);
            gate.Publish(Topics.Joints, "j"u8);
        }
        bool[] all = [stops.Wait(Patience), engagements.Wait(Patience), sensors.Wait(Patience)];
        over.Set();
        flood.Join();
        Assert.Equal([true, true, true], all);
    }

    [Fact]
    public void A_client_that_reads_nothing_neither_fills_the_brokers_memory_nor_holds_up_the_others()
    {
        const int messages = 40_000, bytes = 20_000, mostMegabytes = 500;
        using Socket deaf = DeafSubscriber(BrokerIdentity.Viewer, Topics.All);
        using MosquittoBus gate = Connect(BrokerIdentity.Gate), brain = Connect(BrokerIdentity.Brain);
        long arrived = 0;
        using ManualResetEventSlim end = new();
        brain.Subscribe(Topics.HeadCamera, (_, payload) =>
        {
            Interlocked.Increment(ref arrived);
            if (payload.Length == 1)
            {
                end.Set();
            }
        });
        byte[] image = new byte[bytes];
        for (int i = 0; i < messages; i++)
        {
            gate.Publish(Topics.HeadCamera, image);
            SpinWait.SpinUntil(() => i - Interlocked.Read(ref arrived) < 1000, Patience);
        }
        gate.Publish(Topics.HeadCamera, new byte[1]);
        Assert.True(end.Wait(Patience), $"{arrived} of {messages} arrived");
        Assert.InRange(ResidentMegabytes(_broker.ProcessId), 0, mostMegabytes);
        Assert.Equal(messages + 1, arrived);
    }

    private static void Count(CountdownEvent left)
    {
        if (!left.IsSet)
        {
            left.Signal();
        }
    }

    private MosquittoBus Connect(BrokerIdentity identity) => new(new() { Address = _broker.AddressFor(identity) });

    private static long ResidentMegabytes(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>MQTT 3.1.1 by hand: connects, subscribes, and never reads a byte.</summary>
    private Socket DeafSubscriber(BrokerIdentity identity, string filter)
    {
        BrokerAddress address = _broker.AddressFor(identity);
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(address.SocketPath!));
        const byte connect = 0x10, subscribe = 0x82, level = 4, cleanSessionWithPassword = 0xC2;
        socket.Send(Packet(connect, [.. Text("MQTT"), level, cleanSessionWithPassword, 0, 60, .. Text("deaf"), .. Text(address.User!), .. Text(address.Password!)]));
        socket.Send(Packet(subscribe, [0, 1, .. Text(filter), 0]));
        return socket;
    }

    private static byte[] Packet(byte kind, byte[] body) => body.Length < 128 ? [kind, (byte)body.Length, .. body] : throw new ArgumentException("longer than one byte of length tells", nameof(body));

    private static byte[] Text(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];
}
