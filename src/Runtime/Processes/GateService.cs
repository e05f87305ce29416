using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Broker;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Gate.Standalone;
using RoboticsStack.Runtime.Hardware;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Runtime.Telemetry;
using RoboticsStack.Safety;
using RoboticsStack.Safety.RealTime;

namespace RoboticsStack.Runtime.Processes;

/// <summary>The gate as a service: attaches hardware and broker, runs until told to end, and says on standard output what it does.</summary>
public static class GateService
{
    private const double StatisticsEverySec = 1;
    private static readonly TimeSpan HardwarePatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    /// <param name="configuration">What to run.</param>
    /// <param name="robot">Description of the robot that it names.</param>
    /// <param name="imagePath">A process image that somebody else made and reads along; null makes one.</param>
    /// <param name="logDirectory">For what the simulated robot's process says.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UserErrorException">The configuration cannot be used.</exception>
    /// <exception cref="RunInterruptedException">Hardware or loop failed.</exception>
    public static void Run(GateConfiguration configuration, RobotDescription robot, string? imagePath, string logDirectory, CancellationToken cancellation)
    {
        string? warning = configuration.RealTime.Processor is { } own ? RealTimeThread.TryKeepTo(own, except: true) : null;
        robot = robot.WithCycle(1.0 / configuration.RateHz);
        ulong runId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;
        Topics topics = new(configuration.Id);
        BrokerAddress address = AddressOf(configuration, BrokerIdentity.Gate);
        bool isSimulated = configuration.Hardware == HardwareKind.Simulated;
        using ProcessImage? image = !isSimulated ? null : imagePath is null ? ProcessImage.Create() : ProcessImage.Open(imagePath);
        using StackProcess? plant = image is null ? null : StartPlant(configuration, runId, image.Path, logDirectory);
        try
        {
            StandaloneGate.Rehearse(robot, topics);
            long zero = MonotonicTimer.NowNanoseconds();
            IRobotHardware hardware = new LoopbackRobot(robot, () => new(MonotonicTimer.NowNanoseconds() - zero));
            if (image is not null)
            {
                zero = image.WaitForRobot(HardwarePatience, () => plant!.HasExited || cancellation.IsCancellationRequested)
                    ?? throw new RunInterruptedException($"the simulated robot did not come up; see {Path.Combine(logDirectory, PlantLog)}");
                hardware = new RemoteRobot(image);
            }
            using StandaloneGate gate = new(robot, configuration.RealTime, runId, topics, hardware, image?.Messages, zero, () => new MosquittoBus(new MosquittoBusOptions
            {
                Address = address,
                ClientId = $"gate-{runId:x}",
                LastWillTopic = topics.GateStatus,
            }));
            using GateMetrics? metrics = configuration.TelemetryUrl is null ? null : new(gate.Gate, () => gate.Loop.Schedule, () => gate.Stages, () => gate.UnsentCount);
            using TelemetryExport? telemetry = TelemetryExport.Start(configuration.TelemetryUrl, "gate", runId);
            gate.Start();
            Supervise(configuration, gate, warning, plant, cancellation);
        }
        finally
        {
            if (imagePath is null)
            {
                image?.Delete();
            }
        }
    }

    private const string PlantLog = "plant.log";

    /// <summary>How <paramref name="identity"/> reaches the gate's broker: by the environment's address if there is one, else by the configuration's.</summary>
    internal static BrokerAddress AddressOf(GateConfiguration configuration, BrokerIdentity identity)
    {
        if (Environment.GetEnvironmentVariable(CoffeeSession.BrokerVariable) is { Length: > 0 } url)
        {
            return BrokerAddress.Parse(url);
        }
        if (configuration.BrokerUrl is null)
        {
            throw new UserErrorException($"No broker is named: give broker.url in the configuration, or an address in the environment variable {CoffeeSession.BrokerVariable}.");
        }
        return new CoffeeOptions { BrokerUrl = configuration.BrokerUrl, CertificateDirectory = configuration.CertificateDirectory }.ExistingBroker(identity);
    }

    private static StackProcess StartPlant(GateConfiguration configuration, ulong runId, string image, string logDirectory) => StackProcess.Start(
        "plant",
        [
            "gate", "plant", "--image", image, "--robot", configuration.Robot, "--seed", configuration.Kitchen.ToString(CultureInfo.InvariantCulture),
            "--id", configuration.Id, "--run", runId.ToString("x", CultureInfo.InvariantCulture), .. configuration.BeginsReady ? new[] { "--ready" } : [],
        ],
        // It is no real-time process: it is up sooner when its code is compiled step by step.
        new Dictionary<string, string> { ["DOTNET_TieredCompilation"] = "1", [CoffeeSession.BrokerVariable] = "" }, Path.Combine(logDirectory, PlantLog));

    private static void Supervise(GateConfiguration configuration, StandaloneGate gate, string? warning, StackProcess? plant, CancellationToken cancellation)
    {
        using SystemdNotifier systemd = new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));
        WaitForFirstCycle(gate, cancellation);
        double upSec = (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalSeconds;
        Say($"gate '{configuration.Id}': first cycle {upSec:F2} s after the start; {configuration.RateHz} Hz, {configuration.Hardware.ToString().ToLowerInvariant()} hardware, warmed up and disengaged");
        foreach (string? refused in new[] { warning, gate.Loop.Warning })
        {
            if (refused is not null)
            {
                Say($"not as real-time as asked: {refused}");
            }
        }
        systemd.Ready();
        long published = 0, cycles = -1;
        Safety.GateMode mode = Safety.GateMode.Disengaged;
        string? problem = gate.Bus.Problem;
        while (!cancellation.IsCancellationRequested)
        {
            cancellation.WaitHandle.WaitOne(LookEvery);
            gate.PublishEvents();
            if (gate.Gate.Mode != mode)
            {
                mode = gate.Gate.Mode;
                Say($"{mode}{(gate.Gate.Cause is { } cause ? $" ({cause})" : "")}");
            }
            if (gate.Bus.Problem != problem)
            {
                problem = gate.Bus.Problem;
                Say(problem is null ? "broker connected" : $"no broker: {problem}");
            }
            if (gate.Loop.Failure is { } failure)
            {
                throw new RunInterruptedException($"the control loop failed: {failure}");
            }
            if (plant is { HasExited: true })
            {
                gate.Stop();
                throw new RunInterruptedException("the simulated robot has gone");
            }
            long now = MonotonicTimer.NowNanoseconds();
            if (now - published > StatisticsEverySec * 1e9)
            {
                published = now;
                GateStatistics statistics = gate.PublishStatistics();
                // A loop that stands still must not look alive.
                if ((long)statistics.Cycles > cycles)
                {
                    systemd.Alive($"{mode}, {statistics.Cycles} cycles, {statistics.MissedCycles} missed");
                }
                cycles = (long)statistics.Cycles;
            }
        }
        systemd.Stopping();
        bool rests = gate.Stop();
        Say(Summary(gate.PublishStatistics()));
        if (!rests)
        {
            throw new RunInterruptedException("the robot did not come to rest");
        }
    }

    private static void WaitForFirstCycle(StandaloneGate gate, CancellationToken cancellation)
    {
        while (gate.Loop.Schedule.Lateness.Count == 0 && gate.Loop.Failure is null && !cancellation.IsCancellationRequested)
        {
            Thread.Sleep(1);
        }
    }

    private static string Summary(GateStatistics statistics)
    {
        Histogram late = statistics.Histograms[0], took = statistics.Histograms[1];
        return $"{statistics.Cycles} cycles, {statistics.MissedCycles} missed; late p50 {late.P50Us:F0}, p99 {late.P99Us:F0}, p99.9 {late.P999Us:F0}, max {late.MaxUs:F0} µs; "
            + $"took p50 {took.P50Us:F0}, p99.9 {took.P999Us:F0}, max {took.MaxUs:F0} µs; in the loop {statistics.LoopAllocatedBytes} bytes allocated, {statistics.LoopCompiledMethods} methods compiled; "
            + $"{statistics.Collections} garbage collections";
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private static void Say(string text) => Console.WriteLine(text);
}
