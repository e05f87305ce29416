using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;

namespace RoboticsStack.Messaging.Tests;

public sealed class BrokerProcessTests
{
    private static readonly Topics Topics = new("test");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Who may publish where, as seen by an operator who may read everything.</summary>
    [Theory]
    [InlineData(BrokerIdentity.Gate, "sensors/joints", true)]
    [InlineData(BrokerIdentity.Gate, "plant/truth", true)]
    [InlineData(BrokerIdentity.Gate, "lockstep/tick", true)]
    [InlineData(BrokerIdentity.Gate, "plan", false)]
    [InlineData(BrokerIdentity.Gate, "engage", false)]
    [InlineData(BrokerIdentity.Brain, "plan", true)]
    [InlineData(BrokerIdentity.Brain, "lockstep/done", true)]
    [InlineData(BrokerIdentity.Brain, "sensors/joints", false)]
    [InlineData(BrokerIdentity.Brain, "engage", false)]
    [InlineData(BrokerIdentity.Brain, "plant/truth", false)]
    [InlineData(BrokerIdentity.Operator, "engage", true)]
    [InlineData(BrokerIdentity.Operator, "stop", true)]
    [InlineData(BrokerIdentity.Operator, "plan", false)]
    [InlineData(BrokerIdentity.Viewer, "plan", false)]
    [InlineData(BrokerIdentity.Viewer, "stop", false)]
    public void The_access_list_decides_who_publishes(BrokerIdentity who, string path, bool allowed)
    {
        using BrokerProcess broker = BrokerProcess.Start(new() { Topics = Topics });
        using MosquittoBus reader = Connect(broker, BrokerIdentity.Operator);
        using MosquittoBus writer = Connect(broker, who);
        string topic = $"{Topics.Root}/{path}";
        Assert.Equal(allowed, Arrives(broker, writer, reader, topic));
    }

    [Theory]
    [InlineData(BrokerIdentity.Brain, "plant/truth", false)]
    [InlineData(BrokerIdentity.Brain, "plant/score", false)]
    [InlineData(BrokerIdentity.Brain, "sensors/joints", true)]
    [InlineData(BrokerIdentity.Viewer, "plant/truth", true)]
    public void The_access_list_decides_who_reads(BrokerIdentity who, string path, bool allowed)
    {
        using BrokerProcess broker = BrokerProcess.Start(new() { Topics = Topics });
        using MosquittoBus reader = Connect(broker, who);
        using MosquittoBus writer = Connect(broker, BrokerIdentity.Gate);
        Assert.Equal(allowed, Arrives(broker, writer, reader, $"{Topics.Root}/{path}"));
    }

    [Fact]
    public void Nobody_enters_without_a_password()
    {
        using BrokerProcess broker = BrokerProcess.Start(new() { Topics = Topics });
        BrokerAddress nobody = broker.AddressFor(BrokerIdentity.Gate) with { User = null, Password = null };
        Assert.Throws<UserErrorException>(() => new MosquittoBus(new() { Address = nobody }));
    }

    [Fact]
    public void Two_brokers_run_side_by_side_and_apart()
    {
        using BrokerProcess one = BrokerProcess.Start(new() { Topics = Topics, Port = 0 });
        using BrokerProcess two = BrokerProcess.Start(new() { Topics = Topics, Port = 0 });
        using MosquittoBus reader = Connect(two, BrokerIdentity.Operator);
        using MosquittoBus writer = Connect(one, BrokerIdentity.Gate);
        int received = 0;
        reader.Subscribe(Topics.All, (_, _) => received++);
        writer.Publish(Topics.Joints, "m"u8);
        using MosquittoBus writerOfTwo = Connect(two, BrokerIdentity.Gate);
        Assert.True(Arrives(two, writerOfTwo, reader, Topics.Imu));
        Assert.NotEqual(0, received);
        Assert.DoesNotContain(one.Log, l => l.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public void A_taken_port_is_a_clear_error()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        UserErrorException error = Assert.Throws<UserErrorException>(() => BrokerProcess.Start(new() { Topics = Topics, Port = port }));
        Assert.Contains($"Port {port}", error.Message);
    }

    [Fact]
    public void Dispose_leaves_no_process_and_no_files()
    {
        BrokerProcess broker = BrokerProcess.Start(new() { Topics = Topics });
        string directory = Path.GetDirectoryName(broker.AddressFor(BrokerIdentity.Gate).SocketPath)!;
        Assert.True(Directory.Exists(directory));
        Assert.True(IsAlive(broker.ProcessId));
        broker.Dispose();
        Assert.False(Directory.Exists(directory));
        Assert.False(IsAlive(broker.ProcessId));
    }

    [Fact]
    public void The_child_asks_the_kernel_to_die_with_its_parent()
    {
        // The signal is armed by setpriv; a killed parent cannot be played inside this process, so start one that is killed.
        using BrokerProcess broker = BrokerProcess.Start(new() { Topics = Topics });
        ProcessStartInfo shell = new("sh", ["-c", "setsid setpriv --pdeathsig KILL -- sleep 60 & echo $!; wait"]) { RedirectStandardOutput = true };
        using Process parent = Process.Start(shell)!;
        int child = int.Parse(parent.StandardOutput.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture);
        string commandLine = File.ReadAllText($"/proc/{broker.ProcessId}/cmdline");
        Assert.Contains("mosquitto", commandLine);
        SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{child}/cmdline").StartsWith("sleep", StringComparison.Ordinal), Patience);
        parent.Kill();
        parent.WaitForExit();
        Assert.True(SpinWait.SpinUntil(() => !IsAlive(child), Patience));
    }

    private static bool IsAlive(int processId)
    {
        string stat = $"/proc/{processId}/stat";
        return File.Exists(stat) && !File.ReadAllText(stat).Contains(") Z ");
    }

    private static MosquittoBus Connect(BrokerProcess broker, BrokerIdentity identity) => new(new() { Address = broker.AddressFor(identity) });

    /// <summary>Publishes on the topic, then on one that the reader surely gets, through the same broker.</summary>
    private static bool Arrives(BrokerProcess broker, MosquittoBus writer, MosquittoBus reader, string topic)
    {
        using BlockingCollection<string> seen = [];
        using MosquittoBus gate = Connect(broker, BrokerIdentity.Gate);
        using IDisposable subscription = reader.Subscribe(Topics.All, (t, _) => seen.Add(t));

        // The answer to a subscription on the writer's own connection shows that the broker has handled what was published before.
        writer.Publish(topic, "m"u8, QualityOfService.AtLeastOnce);
        writer.Subscribe("bench/barrier", (_, _) => { }).Dispose();
        gate.Publish(Topics.GateState, "end"u8);
        bool arrived = false;
        while (seen.TryTake(out string? next, Patience) && next != Topics.GateState)
        {
            arrived |= next == topic;
        }
        return arrived;
    }
}
