using RoboticsStack.Core;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Learning;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Messaging.Security;
using RoboticsStack.Runtime.Telemetry;

namespace RoboticsStack.Runtime.Runs;

/// <summary>Who moves the arm.</summary>
public enum ArmPlannerKind
{
    /// <summary>The world model and its planner.</summary>
    Model,

    /// <summary>The same planner with a predictor that says "nothing changes": an ablation.</summary>
    Nothing,

    /// <summary>Random actions of the same budget: an ablation.</summary>
    Random,

    /// <summary>The world model's search without its prior policy: an ablation.</summary>
    Unseeded,
}

/// <summary>What one coffee run is asked to do. Validated by <see cref="Validate"/>.</summary>
public sealed record CoffeeOptions
{
    /// <summary>The kitchen and everything random in it.</summary>
    public ulong Seed { get; init; } = 4;
    public bool RealTime { get; init; }

    /// <summary>How many people walk about in the kitchen.</summary>
    public int People { get; init; }

    /// <summary>Simulated seconds a wall second to which a lockstep run is held; 0: as fast as it goes.</summary>
    public double Speed { get; init; }

    /// <summary>An existing broker; null starts a private one.</summary>
    public string? BrokerUrl { get; init; }

    /// <summary>Folder of the certificates that the processes show to an existing broker; null: what the URL itself names.</summary>
    public string? CertificateDirectory { get; init; }

    /// <summary>Port of the private broker on the loopback interface, 0 for a free one; null uses a Unix socket.</summary>
    public int? BrokerPort { get; init; }
    public ArmPlannerKind Planner { get; init; } = ArmPlannerKind.Model;
    public bool PhysicsCheck { get; init; } = true;

    /// <summary>Where the run's files go; null makes a folder under out/.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>Writes what passes over the bus into a file.</summary>
    public bool Record { get; init; } = true;
    public bool Quiet { get; init; }
    public bool Json { get; init; }

    /// <summary>From observation to the first effect of its plan, seconds; modelled in lockstep.</summary>
    public double PlanningLatencySec { get; init; } = 0.06;

    /// <summary>Simulated time after which the run counts as failed, seconds.</summary>
    public double TimeLimitSec { get; init; } = 480;
    public string ModelDirectory { get; init; } = "models/weights";

    /// <summary>Threads that the world model is run on; 0 takes one per processor.</summary>
    public int ModelThreads { get; init; }

    /// <summary>Where the world model runs. Another device than the CPU gives other last digits, and so another run.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;
    public string Robot { get; init; } = "home_manipulator";

    /// <summary>Where metrics and traces go, an OTLP endpoint; null sends none.</summary>
    public string? TelemetryUrl { get; init; }

    public void Validate()
    {
        if (People is < 0 or > KitchenPeople.MaxCount)
        {
            throw new UserErrorException($"--people {People} is out of range: give 0 to {KitchenPeople.MaxCount}");
        }
        if (PlanningLatencySec is not (>= 0 and < 0.1))
        {
            throw new UserErrorException($"--latency {PlanningLatencySec} is out of range: give 0 up to (not including) 0.1 seconds");
        }
        if (BrokerPort is not null && BrokerUrl is not null)
        {
            throw new UserErrorException("--broker and --broker-port exclude each other: the first uses an existing broker, the second starts one");
        }
        if (Speed is not (>= 0 and <= 1000))
        {
            throw new UserErrorException($"--speed {Speed} is out of range: give simulated seconds a second up to 1000, or 0 for as fast as it goes");
        }
        if (RealTime && Speed != 0)
        {
            throw new UserErrorException("--speed and --real-time exclude each other: real time is the wall clock's");
        }
        if (BrokerUrl is not null)
        {
            _ = ExistingBroker(BrokerIdentity.Operator);
        }
        else if (CertificateDirectory is not null)
        {
            throw new UserErrorException("--certs goes with --broker mqtts://host:port: the private broker of a run needs no certificates");
        }
        if (TelemetryUrl is not null)
        {
            TelemetryEndpoint.Parse(TelemetryUrl);
        }
        if (TimeLimitSec is not (>= 1 and <= 3600))
        {
            throw new UserErrorException($"--time-limit {TimeLimitSec} is out of range: give 1 to 3600 seconds");
        }
    }

    /// <summary>How <paramref name="identity"/> connects to the broker at <see cref="BrokerUrl"/>.</summary>
    /// <exception cref="UserErrorException">The address or its certificates cannot be used, or it would carry plans over a network in the clear.</exception>
    public BrokerAddress ExistingBroker(BrokerIdentity identity)
    {
        BrokerAddress address = BrokerAddress.Parse(BrokerUrl!);
        if (!address.Tls && !address.IsOnThisMachine)
        {
            throw new UserErrorException(
                $"The broker at {address.Display} is not on this machine, and without TLS anyone on the way could read and send plans. "
                + "Use mqtts:// with certificates: './robot certs' makes them, --certs DIR names them.");
        }
        if (CertificateDirectory is null)
        {
            return address;
        }
        return address.Tls ? CertificateFolder.Present(CertificateDirectory, identity, address)
            : throw new UserErrorException($"--certs goes with a broker that speaks TLS, and {address.Display} does not. Use mqtts://.");
    }
}
