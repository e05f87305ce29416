using System.Net.Sockets;
using OpenTelemetry.Exporter;
using RoboticsStack.Core;

namespace RoboticsStack.Runtime.Telemetry;

/// <summary>Where telemetry goes, by OTLP: gRPC on the port assigned to that, 4317, and HTTP with protobuf on any other.</summary>
public sealed record TelemetryEndpoint
{
    private const int GrpcPort = 4317;
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(2);

    private readonly Uri _base;

    private TelemetryEndpoint(Uri address) => _base = address;

    public OtlpExportProtocol Protocol => _base.Port == GrpcPort ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;

    /// <exception cref="UserErrorException">It is no address of that kind.</exception>
    public static TelemetryEndpoint Parse(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.Host.Length > 0
            ? new(address)
            : throw new UserErrorException(
                $"--telemetry '{url}' is no OTLP endpoint: give http://host:4318 for HTTP or http://host:{GrpcPort} for gRPC; keys belong in OTEL_EXPORTER_OTLP_HEADERS");

    /// <summary>Does nothing for null. A collector that goes later costs telemetry, never the run.</summary>
    /// <exception cref="UserErrorException">Nobody listens there.</exception>
    public static async System.Threading.Tasks.Task RequireAnswerAsync(string? url, CancellationToken cancellation)
    {
        if (url is null)
        {
            return;
        }
        Uri address = Parse(url)._base;
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(AnswerPatience);
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync(address.Host, address.Port, patience.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new UserErrorException($"Nothing answers at {address}, which --telemetry names. Start an OpenTelemetry collector there, or leave --telemetry out.", e);
        }
    }

    /// <param name="signal">"traces" or "metrics": over HTTP each has a path of its own.</param>
    public Uri AddressFor(string signal) => Protocol == OtlpExportProtocol.Grpc ? _base : new Uri($"{_base.ToString().TrimEnd('/')}/v1/{signal}");
}
