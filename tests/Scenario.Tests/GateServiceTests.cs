using System.Text.RegularExpressions;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Messaging;
using RoboticsStack.Runtime.Gate.Standalone;
using RoboticsStack.Runtime.Hardware;
using RoboticsStack.Runtime.Processes;
using RoboticsStack.Safety;

namespace RoboticsStack.Scenario.Tests;

/// <summary>The gate on its own: its configuration, its links to broker and hardware, its processes.</summary>
[Collection("processes")]
public sealed partial class GateServiceTests(ProcessModel model)
{
    private static readonly string ConfigurationFile = Path.Combine(Cli.RepositoryFiles.Root, "configs", "gate", "home.yaml");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void The_configuration_in_the_repository_is_in_order()
    {
        GateConfiguration configuration = GateConfiguration.Load(ConfigurationFile);
        Assert.Equal(("home", 500, HardwareKind.Simulated), (configuration.Id, configuration.RateHz, configuration.Hardware));
        Assert.True(configuration.RealTime is { Priority: 80, Processor: null, LocksMemory: true });
        Assert.Null(configuration.TelemetryUrl);
    }

    [Theory]
    [InlineData("rate: 500", "rate: 5", "'rate' is 5")]
    [InlineData("priority: 80", "priority: 100", "'real_time.priority' is 100")]
    [InlineData("lock_memory: yes", "lock_memory: maybe", "must be yes or no")]
    [InlineData("kind: simulated", "kind: real", "must be simulated or loopback")]
    [InlineData("id: home", "name: home", "'id' is missing")]
    public void A_mistake_in_it_is_one_clear_error(string right, string wrong, string message)
    {
        string text = File.ReadAllText(ConfigurationFile).Replace(right, wrong, StringComparison.Ordinal);
        Assert.Contains(message, Assert.Throws<UserErrorException>(() => GateConfiguration.Parse("gate.yaml", text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broker_that_went_is_found_again_with_what_was_subscribed()
    {
        Topics topics = new("again");
        BrokerProcess broker = BrokerProcess.Start(new() { Topics = topics });
        Func<BrokerAddress> address = () => broker.AddressFor(BrokerIdentity.Gate);
        int losses = 0, plans = 0, connections = 0;
        using ReconnectingBus bus = new(() => new MosquittoBus(new() { Address = address() }), _ => Interlocked.Increment(ref connections));
        bus.ConnectionLost += _ => Interlocked.Increment(ref losses);
        bus.Subscribe(topics.Plan, (_, _) => Interlocked.Increment(ref plans));
        bus.Start();
        Assert.True(SpinWait.SpinUntil(() => connections == 1, Patience));
        broker.Dispose();
        Assert.True(SpinWait.SpinUntil(() => losses == 1, Patience));
        broker = BrokerProcess.Start(new() { Topics = topics });
        Assert.True(SpinWait.SpinUntil(() => connections == 2, Patience));
        using MosquittoBus brain = new(new() { Address = broker.AddressFor(BrokerIdentity.Brain) });
        brain.Publish(topics.Plan, "m"u8, QualityOfService.AtLeastOnce);
        Assert.True(SpinWait.SpinUntil(() => plans == 1, Patience));
        Assert.Equal((1, null), (bus.Losses, bus.Problem));
        broker.Dispose();
    }

    [Fact]
    public void What_one_side_of_a_process_image_writes_the_other_reads()
    {
        using ProcessImage gate = ProcessImage.Create();
        using ProcessImage robot = ProcessImage.Open(gate.Path);
        RobotMeasurement measurement = default, read = default;
        Assert.False(gate.TryReadMeasurement(ref read));
        measurement.PositionRad[6] = 1.25;
        robot.WriteMeasurement(measurement);
        Assert.True(gate.TryReadMeasurement(ref read));
        Assert.Equal(1.25, read.PositionRad[6]);
        DriveCommand command = new() { IsPowered = 1 }, taken = default;
        gate.WriteCommand(command);
        Assert.True(robot.TryReadCommand(ref taken, out long first));
        gate.WriteCommand(command);
        Assert.True(robot.TryReadCommand(ref taken, out long second));
        Assert.NotEqual(first, second);
        gate.Delete();
    }

    [Fact]
    public void A_ring_of_messages_keeps_their_order_wraps_round_and_counts_what_does_not_fit()
    {
        using ProcessImage image = ProcessImage.Create();
        image.Delete();
        byte[] payload = new byte[300_000];
        int written = 0, read = 0;
        for (int i = 0; i < 200; i++)
        {
            payload[0] = (byte)i;
            written += image.Messages.TryWrite($"topic/{i % 3}", payload.AsSpan(0, 1 + i * 800)) ? 1 : 0;
            if (i % 4 != 3)
            {
                Assert.True(image.Messages.TryRead((topic, bytes) =>
                {
                    Assert.Equal(($"topic/{read % 3}", (byte)read, 1 + read * 800), (topic, bytes[0], bytes.Length));
                    read++;
                }));
            }
        }
        Assert.Equal(200, written);
        while (image.Messages.TryWrite("full", payload))
        {
        }
        Assert.Equal(1, image.Messages.Dropped);
    }

    [Fact]
    public void Killed_brain_broker_and_gate_leave_a_robot_that_comes_to_rest()
    {
        using ProcessRun run = ProcessRun.Start("bench", "kill", "--times", "3", "--seed", "7");
        _ = run.Wait();
        MatchCollection stops = StopTime().Matches(run.Output);
        Assert.Equal(["brain", "broker", "gate"], stops.Select(stop => stop.Groups[1].Value));
        // It is watched for a second: one that still moved then would say a thousand.
        Assert.All(stops.SelectMany(stop => stop.Groups.Values.Skip(2)),
            restMs => Assert.InRange(int.Parse(restMs.ValueSpan, System.Globalization.CultureInfo.InvariantCulture), 0, 900));
    }

    [Fact]
    public void No_password_reaches_a_log_or_a_recording()
    {
        using ProcessRun run = ProcessRun.Coffee(model.Path, 1200, "--real-time");
        run.WaitUntilMoving();
        string[] secrets = [.. run.Children().Where(child => child.Key != "broker").Select(child => PasswordOf(child.Value))];
        Assert.Equal(2, secrets.Distinct().Count());
        run.Signal(Signals.Interrupt);
        run.Wait();
        string[] files = Directory.GetFiles(run.OutputDirectory, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith("run.mcap", StringComparison.Ordinal));
        foreach (string secret in secrets)
        {
            Assert.DoesNotContain(secret, run.Output, StringComparison.OrdinalIgnoreCase);
            Assert.All(files, file => Assert.False(Contains(file, secret), $"{file} holds a password"));
        }
    }

    /// <summary>As the child was given it, in its environment.</summary>
    private static string PasswordOf(int process)
    {
        string environment = File.ReadAllText($"/proc/{process}/environ");
        Match match = Password().Match(environment);
        Assert.True(match.Success, "the child has no password");
        return match.Groups[1].Value;
    }

    internal static bool Contains(string file, string secret)
    {
        if (!file.EndsWith(".mcap", StringComparison.Ordinal))
        {
            return File.ReadAllText(file, System.Text.Encoding.Latin1).Contains(secret, StringComparison.OrdinalIgnoreCase);
        }
        // Chunks are compressed: what they hold has to be read out of them.
        using Recording.Mcap.McapReader reader = new(file);
        byte[] wanted = System.Text.Encoding.ASCII.GetBytes(secret);
        return reader.ReadMessages().Any(message => message.Payload.Span.IndexOf(wanted) >= 0)
            || reader.Metadata.Any(record => record.Values.Any(pair => pair.Value.Contains(secret, StringComparison.OrdinalIgnoreCase)))
            || reader.Attachments.Any(attachment => attachment.Data.Span.IndexOf(wanted) >= 0);
    }

    [GeneratedRegex(@"SIGKILL to the (\w+)(?: at rest)?: arm (\d+) ms, base (\d+) ms")]
    private static partial Regex StopTime();

    [GeneratedRegex(@"ROBOTICS_STACK_BROKER=[^\0]*?://\w+:([^@\0]+)@")]
    private static partial Regex Password();
}
