using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Messaging.Security;

namespace RoboticsStack.Messaging.Tests;

/// <summary>A real mosquitto on the configuration that is written beside the certificates.</summary>
public sealed class CertificateFolderTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"robot-certs-{Guid.NewGuid():n}");
    private readonly int _port = FreePort();
    private Process? _broker;

    [Fact]
    public void Only_the_brains_certificate_lets_plans_through()
    {
        Issue();
        Start();
        using MosquittoBus gate = Connect(BrokerIdentity.Gate), brain = Connect(BrokerIdentity.Brain), person = Connect(BrokerIdentity.Operator);
        using BlockingList plans = new();
        using BlockingList stops = new();
        gate.Subscribe("robot/r-1/plan", (_, payload) => plans.Add(payload.Span[0]));
        gate.Subscribe("robot/r-1/stop", (_, payload) => stops.Add(payload.Span[0]));

        person.Publish("robot/r-1/plan", [1], QualityOfService.AtLeastOnce);
        gate.Publish("robot/r-1/plan", [2], QualityOfService.AtLeastOnce);
        brain.Publish("robot/r-1/stop", [3], QualityOfService.AtLeastOnce);
        person.Publish("robot/r-1/stop", [4], QualityOfService.AtLeastOnce);
        brain.Publish("robot/r-1/plan", [5], QualityOfService.AtLeastOnce);

        Assert.Equal([5], plans.Take(1, Patience));
        Assert.Equal([4], stops.Take(1, Patience));
    }

    [Fact]
    public void A_password_or_another_authoritys_certificate_does_not_open_the_broker()
    {
        Issue();
        Start();
        string other = _path + "-other";
        try
        {
            CertificateFolder.Issue(other, ["127.0.0.1"], _port, DateTimeOffset.UtcNow, TimeSpan.FromDays(1));
            BrokerAddress address = Address;
            string ca = Path.Combine(_path, "ca.crt");
            Assert.Throws<UserErrorException>(() => new MosquittoBus(new() { Address = address with { CaFile = ca } }));
            Assert.Throws<UserErrorException>(() => new MosquittoBus(new() { Address = address with { CaFile = ca, User = "brain", Password = "brain" } }));
            Assert.Throws<UserErrorException>(() => new MosquittoBus(new() { Address = CertificateFolder.Present(other, BrokerIdentity.Brain, address) with { CaFile = ca } }));
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public void A_broker_that_no_trusted_authority_signed_is_refused()
    {
        Issue();
        Start();

        Assert.Throws<UserErrorException>(() => new MosquittoBus(new() { Address = CertificateFolder.Present(_path, BrokerIdentity.Brain, Address) with { CaFile = null } }));
    }

    [Fact]
    public void Renewing_keeps_the_authority_and_changes_the_rest()
    {
        Issue();
        string authority = Read("ca.crt"), brain = Read("brain.crt");

        CertificateFolder.Issue(_path, ["127.0.0.1"], _port, DateTimeOffset.UtcNow.AddDays(30), TimeSpan.FromDays(60));

        Assert.Equal(authority, Read("ca.crt"));
        Assert.NotEqual(brain, Read("brain.crt"));
        using X509Certificate2 renewed = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_path, "brain.crt"));
        Assert.InRange(renewed.NotAfter, DateTime.Now.AddDays(88), DateTime.Now.AddDays(92));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Only_the_owner_may_read_the_keys()
    {
        Issue();

        string[] keys = Directory.GetFiles(_path, "*.key");

        Assert.Equal(6, keys.Length);
        Assert.All(keys, key => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key)));
    }

    [Theory]
    [InlineData("ca.key")]
    [InlineData("ca.crt")]
    public void Half_an_authority_is_refused_and_left_alone(string lost)
    {
        Issue();
        File.Delete(Path.Combine(_path, lost));
        string brain = Read("brain.crt");

        UserErrorException error = Assert.Throws<UserErrorException>(Issue);

        Assert.Contains(lost, error.Message, StringComparison.Ordinal);
        Assert.Equal(brain, Read("brain.crt"));
    }

    [Fact]
    public void A_missing_certificate_is_named()
    {
        Issue();
        File.Delete(Path.Combine(_path, "viewer.key"));

        UserErrorException error = Assert.Throws<UserErrorException>(() => CertificateFolder.Present(_path, BrokerIdentity.Viewer, Address));

        Assert.Contains("viewer.key", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _broker?.Kill();
        _broker?.WaitForExit();
        _broker?.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    private BrokerAddress Address => BrokerAddress.Parse($"mqtts://127.0.0.1:{_port}");

    private void Issue() => CertificateFolder.Issue(_path, ["localhost", "127.0.0.1"], _port, DateTimeOffset.UtcNow, TimeSpan.FromDays(10));

    private string Read(string name) => File.ReadAllText(Path.Combine(_path, name));

    private MosquittoBus Connect(BrokerIdentity identity) => new(new() { Address = CertificateFolder.Present(_path, identity, Address) });

    private void Start()
    {
        _broker = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-c", Path.Combine(_path, "mosquitto.conf")]) { RedirectStandardError = true })!;
        List<string> said = [];
        while (_broker.StandardError.ReadLine() is { } line)
        {
            said.Add(line);
            if (line.EndsWith(" running", StringComparison.Ordinal))
            {
                _ = _broker.StandardError.ReadToEndAsync();
                return;
            }
        }
        Assert.Fail(string.Join('\n', said));
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>What arrived, in order, and what comes shortly after it.</summary>
    private sealed class BlockingList : IDisposable
    {
        private readonly System.Collections.Concurrent.BlockingCollection<byte> _items = [];

        public void Add(byte item) => _items.Add(item);

        public List<byte> Take(int count, TimeSpan patience)
        {
            List<byte> taken = [];
            while (taken.Count < count && _items.TryTake(out byte item, patience))
            {
                taken.Add(item);
            }
            while (_items.TryTake(out byte extra, TimeSpan.FromMilliseconds(50)))
            {
                taken.Add(extra);
            }
            return taken;
        }

        public void Dispose() => _items.Dispose();
    }
}
