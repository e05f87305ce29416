using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RoboticsStack.Core;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;

namespace RoboticsStack.Messaging.Tests;

/// <summary>An existing broker elsewhere, played by a mosquitto with certificates made for the test.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("mqtt-tls").FullName;
    private readonly Process _broker;
    private readonly int _port;

    public TlsTests()
    {
        using RSA caKey = RSA.Create(2048);
        CertificateRequest caRequest = new("CN=test authority", caKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset start = DateTimeOffset.UtcNow.AddDays(-1);
        using X509Certificate2 authority = caRequest.CreateSelfSigned(start, start.AddDays(30));
        File.WriteAllText(PathOf("ca.pem"), authority.ExportCertificatePem());
        Issue(authority, start, "localhost", "server", serial: 1);
        Issue(authority, start, "robot", "client", serial: 2);
        _port = FreePort();
        File.WriteAllText(PathOf("mosquitto.conf"), $"""
            listener {_port} 127.0.0.1
            cafile {PathOf("ca.pem")}
            certfile {PathOf("server.pem")}
            keyfile {PathOf("server.key")}
            require_certificate true
            use_identity_as_username true
            user {Environment.UserName}

            """);
        _broker = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-c", PathOf("mosquitto.conf")]) { RedirectStandardError = true })!;
        while (_broker.StandardError.ReadLine() is { } line && !line.EndsWith(" running", StringComparison.Ordinal))
        {
        }
        _ = _broker.StandardError.ReadToEndAsync();
    }

    [Fact]
    public void Both_sides_show_certificates_and_messages_pass()
    {
        BrokerAddress address = BrokerAddress.Parse($"mqtts://localhost:{_port}?ca={PathOf("ca.pem")}&cert={PathOf("client.pem")}&key={PathOf("client.key")}");
        using MosquittoBus bus = new(new() { Address = address });
        using ManualResetEventSlim arrived = new();
        bus.Subscribe("a/#", (_, _) => arrived.Set());
        bus.Publish("a/b", "m"u8, QualityOfService.AtLeastOnce);
        Assert.True(arrived.Wait(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void A_server_of_another_authority_is_refused() =>
        Assert.Throws<UserErrorException>(() => new MosquittoBus(new() { Address = BrokerAddress.Parse($"mqtts://localhost:{_port}") }));

    [Fact]
    public void Without_a_client_certificate_the_broker_refuses() => Assert.Throws<UserErrorException>(
        () => new MosquittoBus(new() { Address = BrokerAddress.Parse($"mqtts://localhost:{_port}?ca={PathOf("ca.pem")}") }));

    public void Dispose()
    {
        _broker.Kill();
        _broker.WaitForExit();
        _broker.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private string PathOf(string name) => Path.Combine(_directory, name);

    private void Issue(X509Certificate2 authority, DateTimeOffset start, string name, string file, byte serial)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(authority, start, start.AddDays(20), [serial]);
        File.WriteAllText(PathOf($"{file}.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf($"{file}.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
