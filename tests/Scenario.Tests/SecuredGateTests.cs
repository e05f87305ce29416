using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using RoboticsStack.Messaging.Security;
using RoboticsStack.Runtime.Processes;

namespace RoboticsStack.Scenario.Tests;

/// <summary>A gate and a run on a broker that goes by certificates, as between machines.</summary>
[Collection("processes")]
public sealed class SecuredGateTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ProcessModel _model;
    private readonly string _directory = Directory.CreateTempSubdirectory("secured-gate-").FullName;
    private readonly int _port = FreePort();
    private readonly Process _broker;

    public SecuredGateTests(ProcessModel model)
    {
        _model = model;
        CertificateFolder folder = CertificateFolder.Issue(Certificates, ["localhost", "127.0.0.1"], _port, DateTimeOffset.UtcNow, TimeSpan.FromDays(2));
        _broker = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-c", folder.ConfigurationFile]) { RedirectStandardError = true })!;
        _ = _broker.StandardError.ReadToEndAsync();
    }

    private string Certificates => Path.Combine(_directory, "certs");

    private string Url => $"mqtts://127.0.0.1:{_port}";

    public void Dispose()
    {
        _broker.Kill();
        _broker.WaitForExit();
        _broker.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void A_person_engages_stops_and_resets_a_gate_from_the_command_line()
    {
        string configuration = Path.Combine(_directory, "gate.yaml");
        File.WriteAllText(configuration, $$"""
            id: secured
            robot: home_manipulator
            rate: 500
            telemetry: none
            broker: { url: "{{Url}}", certificates: "{{Certificates}}" }
            real_time: { priority: 0, processor: none, lock_memory: no, keep_processors_awake: no }
            hardware: { kind: loopback, kitchen: 4, begin_ready: yes }
            """);
        using ProcessRun gate = ProcessRun.Start("gate", "--config", configuration, "--out", _directory);
        Assert.Equal((0, "Active"), Operate("engage", configuration));
        Assert.Equal((0, "PowerOff"), Operate("stop", configuration));
        Assert.NotEqual(0, Operate("engage", configuration).Code);
        Assert.Equal((0, "Disengaged"), Operate("reset", configuration));
        Assert.Equal((0, "Active"), Operate("engage", configuration));
        gate.Signal(Signals.Terminate);
        Assert.Equal(0, gate.Wait());
        AssertHidesKeys(gate.Output, Directory.GetFiles(_directory, "*.log"));
    }

    [Fact]
    public void No_private_key_reaches_a_log_or_a_recording()
    {
        using ProcessRun run = ProcessRun.Coffee(_model.Path, 1200, "--real-time", "--broker", Url, "--certs", Certificates);
        run.WaitUntilMoving();
        run.Signal(Signals.Interrupt);
        run.Wait();
        string[] files = Directory.GetFiles(run.OutputDirectory, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith("run.mcap", StringComparison.Ordinal));
        AssertHidesKeys(run.Output, files);
    }

    private static (int Code, string Mode) Operate(string action, string configuration)
    {
        using ProcessRun run = ProcessRun.Start("operate", action, "--config", configuration, "--wait", $"{Patience.TotalSeconds}");
        int code = run.Wait();
        return (code, run.Output.Split(',', '\n')[0].Trim());
    }

    private void AssertHidesKeys(string output, string[] files)
    {
        // The second line of a key is its own; the first begins alike in all.
        string[] secrets = [.. Directory.GetFiles(Certificates, "*.key").Select(file => File.ReadAllLines(file)[2])];
        Assert.True(secrets.Length >= 5 && secrets.All(secret => secret.Length > 20), "keys are not as expected");
        foreach (string secret in secrets)
        {
            Assert.DoesNotContain(secret, output, StringComparison.Ordinal);
            Assert.All(files, file => Assert.False(GateServiceTests.Contains(file, secret), $"{file} holds a private key"));
        }
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
