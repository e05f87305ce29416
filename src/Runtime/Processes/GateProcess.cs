using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Runtime.Telemetry;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Processes;

/// <summary>The gate's process: hardware, control loop and judge, on the broker.</summary>
public static class GateProcess
{
    public const string CommandLogFile = "commands.bin";

    /// <exception cref="RunInterruptedException">The brain, the broker or the parent went before the run's end; the robot was stopped.</exception>
    public static void Run(ChildRun run, CancellationToken cancellation)
    {
        CoffeeOptions options = run.Options;
        string directory = options.OutputDirectory!;
        Topics topics = run.Topics;
        GateWarmUp.Run(run.Robot);
        using AssembledGate gate = GateFactory.Simulated(run.Robot, options.Seed, run.RunId, BrainFactory.PlanningHash(run.Robot, options), people: options.People);
        using MosquittoBus bus = run.Connect("gate", topics.GateStatus);
        GateHostOptions hostOptions = new()
        {
            RunId = run.RunId,
            LatencySec = options.PlanningLatencySec,
            TimeLimitSec = options.TimeLimitSec,
            Speed = options.Speed,
            CommandLogFile = Path.Combine(directory, CommandLogFile),
        };
        using IGateHost host = options.RealTime ? gate.RealTimeHost(bus, topics, hostOptions) : gate.Host(bus, topics, hostOptions);
        using GateMetrics? metrics = options.TelemetryUrl is null ? null : new(gate.Loop.Gate, () => (host as RealTimeGateHost)?.Schedule, () => (host as RealTimeGateHost)?.Stages, () => bus.UnsentCount);
        using TelemetryExport? telemetry = TelemetryExport.Start(options.TelemetryUrl, "gate", run.RunId);
        bus.Publish(topics.GateStatus, StatusText.Online, QualityOfService.AtLeastOnce, retain: true);
        GateHostResult result = host.Run(cancellation);
        if ((result.CommandLogFailure ?? StoreHash(directory, result.CommandHash)) is { } diskFailure)
        {
            Console.WriteLine($"the command log is not whole: {diskFailure}");
        }
        bus.Publish(topics.GateStatus, StatusText.Offline, QualityOfService.AtLeastOnce, retain: true);
        if (host is RealTimeGateHost { Schedule: { } schedule } realTime)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"control loop: {schedule.Lateness.Count} cycles, lateness p50 {schedule.Lateness.Percentile(0.5):F0} µs, p99 {schedule.Lateness.Percentile(0.99):F0} µs, max {schedule.Lateness.MaxMicroseconds:F0} µs, {schedule.Missed} missed; {GC.CollectionCount(0)} garbage collections; engaged again {realTime.Resumptions} times"));
            if (realTime.Warning is { } warning)
            {
                Console.WriteLine($"control loop: {warning}");
            }
        }
        if (result.Failure is { } failure)
        {
            throw new RunInterruptedException(failure, result.DescribeStop());
        }
    }

    /// <summary>Returns why it could not be stored; null if it was.</summary>
    private static string? StoreHash(string directory, string hash)
    {
        try
        {
            File.WriteAllText(Path.Combine(directory, RunSummaries.CommandHashFile), hash + "\n");
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }
}
