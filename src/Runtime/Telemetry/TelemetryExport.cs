using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Telemetry;

/// <summary>Sends this process's metrics and traces to a collector, from threads of its own, until disposed; what waits then is sent.</summary>
public sealed class TelemetryExport : IDisposable
{
    private const int ExportTimeoutMs = 1000;
    private const int MetricsEveryMs = 5000;
    private const int SpansEveryMs = 1000;
    private const int MaxWaitingSpans = 16384;

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private TelemetryExport(TelemetryEndpoint endpoint, string part, ulong runId)
    {
        void Describe(ResourceBuilder resource) => resource.AddService(
            $"robot-{part}", serviceNamespace: "robotics-stack", serviceVersion: BuildInfo.Version, autoGenerateServiceInstanceId: false, serviceInstanceId: $"{runId:x}");
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Describe)
            .AddSource(StackTelemetry.Name)
            .AddOtlpExporter(options =>
            {
                Address(options, "traces");
                options.BatchExportProcessorOptions.ScheduledDelayMilliseconds = SpansEveryMs;
                options.BatchExportProcessorOptions.MaxQueueSize = MaxWaitingSpans;
            })
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .AddMeter(StackTelemetry.Name)
            .AddOtlpExporter((options, reader) =>
            {
                Address(options, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = MetricsEveryMs;
                reader.PeriodicExportingMetricReaderOptions.ExportTimeoutMilliseconds = ExportTimeoutMs;
            })
            .Build();

        void Address(OtlpExporterOptions options, string signal) =>
            (options.Protocol, options.Endpoint, options.TimeoutMilliseconds) = (endpoint.Protocol, endpoint.AddressFor(signal), ExportTimeoutMs);
    }

    /// <param name="url">Of the collector; null sends nothing and costs nothing.</param>
    /// <param name="part">Which process this is: gate, brain, run.</param>
    /// <param name="runId">Names the run in all that is sent.</param>
    public static TelemetryExport? Start(string? url, string part, ulong runId) => url is null ? null : new(TelemetryEndpoint.Parse(url), part, runId);

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }
}
