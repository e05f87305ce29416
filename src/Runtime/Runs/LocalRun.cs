using System.Diagnostics;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Gate;

namespace RoboticsStack.Runtime.Runs;

/// <summary>
/// A whole run inside one process, on the in-process bus: the same gate host and brain host as in separate processes, without a broker.
/// Deterministic; for evaluation, tests and the making of data.
/// </summary>
public static class LocalRun
{
    public const string ModelFreeHash = "";

    /// <param name="options">Seed, latency and limits are taken from here.</param>
    /// <param name="gate">Stays the caller's.</param>
    /// <param name="brain">Stays the caller's.</param>
    /// <param name="runId">As the gate was made with.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <param name="attach">Called with the bus before anything runs, to record or watch.</param>
    /// <param name="settleSec">Run time after the task's end before the run closes.</param>
    public static (RunSummary Summary, GateHostResult Result) Run(
        CoffeeOptions options, AssembledGate gate, RobotBrain brain, ulong runId, CancellationToken cancellation, Action<IMessageBus, Topics>? attach = null,
        double settleSec = 2)
    {
        long started = Stopwatch.GetTimestamp();
        Topics topics = new(options.Robot);
        using InProcessBus bus = new();
        attach?.Invoke(bus, topics);
        using RunFigures figures = new(bus, topics);
        using BrainHost brainHost = new(bus, topics, runId, brain, queued: false, answerEveryTick: true);
        using GateHost gateHost = gate.Host(bus, topics, new GateHostOptions
        {
            RunId = runId,
            LatencySec = options.PlanningLatencySec,
            TimeLimitSec = options.TimeLimitSec,
            Speed = options.Speed,
            SettleSec = settleSec,
        });
        new MessageWriter<EngageRequest>(bus, topics.Engage, new MessageSource("operator", runId), QualityOfService.AtLeastOnce)
            .Publish(new EngageRequest(), Timestamp.Zero, Timestamp.Zero);
        GateHostResult result = gateHost.Run(cancellation);
        double wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
        RunSummary summary = RunSummaries.From(options, figures.Snapshot(), result.Failure, result.CommandHash, wall) with
        {
            Kitchen = gate.Plant.Kitchen.LayoutName,
        };
        return (summary, result);
    }
}
