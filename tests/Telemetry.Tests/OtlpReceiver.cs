using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using RoboticsStack.Telemetry.Tests.Otlp;

namespace RoboticsStack.Telemetry.Tests;

/// <summary>A collector just large enough to see what is sent to it over OTLP/HTTP.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _requests = new();

    public OtlpReceiver()
    {
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = ReceiveAsync();
    }

    public string Url { get; }
    public int RequestCount => _requests.Count;
    public IReadOnlyList<ResourceSpans> Traces => [.. Bodies("/v1/traces").SelectMany(body => ExportTraces.Parser.ParseFrom(body).ResourceSpans)];
    public IReadOnlyList<Span> Spans => [.. Traces.SelectMany(t => t.ScopeSpans).SelectMany(scope => scope.Spans)];

    /// <summary>Each metric as it was sent last: sums and histograms are cumulative.</summary>
    public IReadOnlyDictionary<string, Metric> Metrics => Bodies("/v1/metrics")
        .SelectMany(body => ExportMetrics.Parser.ParseFrom(body).ResourceMetrics).SelectMany(r => r.ScopeMetrics).SelectMany(scope => scope.Metrics)
        .GroupBy(metric => metric.Name).ToDictionary(group => group.Key, group => group.Last());

    public void Dispose() => _listener.Close();

    private IEnumerable<byte[]> Bodies(string path) => _requests.Where(request => request.Path == path).Select(request => request.Body);

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using MemoryStream body = new();
                await context.Request.InputStream.CopyToAsync(body);
                _requests.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray()));
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
    }
}
