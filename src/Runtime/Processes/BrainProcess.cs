using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Mosquitto;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Telemetry;

namespace RoboticsStack.Runtime.Processes;

/// <summary>The brain's process: perception, task, world model, planner and physics check, on the broker.</summary>
public static class BrainProcess
{
    /// <exception cref="RunInterruptedException">The broker went.</exception>
    public static void Run(ChildRun run, CancellationToken cancellation)
    {
        Topics topics = run.Topics;
        using AssembledBrain brain = BrainFactory.Coffee(run.Robot, run.Options);
        using TelemetryExport? telemetry = TelemetryExport.Start(run.Options.TelemetryUrl, "brain", run.RunId);
        using MosquittoBus bus = run.Connect("brain", topics.BrainStatus);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        string? lost = null;
        bus.ConnectionLost += reason =>
        {
            lost = reason;
            end.Cancel();
        };
        using BrainHost host = new(bus, topics, run.RunId, brain.Brain, queued: true, answerEveryTick: !run.Options.RealTime);
        using Heartbeat? heartbeat = run.Options.RealTime ? Heartbeat.Start(bus, topics, host, run.Robot.Safety.Watchdog) : null;
        bus.Publish(topics.BrainStatus, StatusText.Online, QualityOfService.AtLeastOnce, retain: true);
        host.Run(end.Token);
        bus.Publish(topics.BrainStatus, StatusText.Offline, QualityOfService.AtLeastOnce, retain: true);
        if (lost is not null)
        {
            throw new RunInterruptedException(lost);
        }
    }
}
