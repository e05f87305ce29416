using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Runtime.Gate.Standalone;

/// <summary>What a gate's commands go to.</summary>
public enum HardwareKind
{
    /// <summary>A simulated kitchen and robot in a process of their own.</summary>
    Simulated,

    /// <summary>Nothing: what is commanded comes back as measured.</summary>
    Loopback,
}

/// <summary>How a gate runs on its own, as its YAML file says.</summary>
public sealed record GateConfiguration
{
    private const string None = "none";

    /// <summary>Names the robot in topics, robot/&lt;id&gt;/….</summary>
    public required string Id { get; init; }

    /// <summary>In configs/robots.</summary>
    public required string Robot { get; init; }
    public required int RateHz { get; init; }
    public required RealTimeOptions RealTime { get; init; }

    /// <summary>Of the broker; the environment's address, if there is one, counts before it. Null: only the environment names it.</summary>
    public required string? BrokerUrl { get; init; }

    /// <summary>Folder of the certificates to show; null: what the address itself names.</summary>
    public required string? CertificateDirectory { get; init; }

    /// <summary>OTLP endpoint; null sends no telemetry.</summary>
    public required string? TelemetryUrl { get; init; }
    public required HardwareKind Hardware { get; init; }

    /// <summary>Seed of the simulated kitchen.</summary>
    public required ulong Kitchen { get; init; }

    /// <summary>Whether the simulated arm begins in its nominal posture instead of folded.</summary>
    public required bool BeginsReady { get; init; }

    /// <exception cref="UserErrorException">The file cannot be read, or says something that cannot be.</exception>
    public static GateConfiguration Load(string file)
    {
        try
        {
            return Parse(file, File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The gate's configuration '{file}' cannot be read: {e.Message} configs/gate/home.yaml is one to start from.", e);
        }
    }

    /// <inheritdoc cref="Load"/>
    /// <param name="file">The name that messages give.</param>
    /// <param name="text">YAML.</param>
    public static GateConfiguration Parse(string file, string text)
    {
        StrictYaml yaml = StrictYaml.Parse(file, text);
        StrictYaml broker = yaml.Section("broker"), realTime = yaml.Section("real_time"), hardware = yaml.Section("hardware");
        GateConfiguration configuration = new()
        {
            Id = yaml.Text("id"),
            Robot = yaml.Text("robot"),
            RateHz = yaml.Integer("rate", 100, 2000),
            TelemetryUrl = Optional(yaml, "telemetry"),
            BrokerUrl = Optional(broker, "url"),
            CertificateDirectory = Optional(broker, "certificates"),
            RealTime = new RealTimeOptions
            {
                Priority = realTime.Integer("priority", 0, 99),
                Processor = Optional(realTime, "processor") is null ? null : realTime.Integer("processor", 0, 1023),
                LocksMemory = YesOrNo(realTime, "lock_memory"),
                KeepsProcessorsAwake = YesOrNo(realTime, "keep_processors_awake"),
            },
            Hardware = hardware.Text("kind") switch
            {
                "simulated" => HardwareKind.Simulated,
                "loopback" => HardwareKind.Loopback,
                _ => throw hardware.Error("kind", "must be simulated or loopback"),
            },
            Kitchen = (ulong)hardware.Integer("kitchen", 0, int.MaxValue),
            BeginsReady = YesOrNo(hardware, "begin_ready"),
        };
        yaml.Finish();
        return configuration;
    }

    private static string? Optional(StrictYaml yaml, string key) => yaml.Text(key) is { } text && text != None ? text : null;

    private static bool YesOrNo(StrictYaml yaml, string key) => yaml.Text(key) switch
    {
        "yes" => true,
        "no" => false,
        _ => throw yaml.Error(key, "must be yes or no"),
    };
}
