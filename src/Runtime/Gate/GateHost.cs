using System.Collections.Concurrent;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Gate;

/// <summary>How a gate host runs.</summary>
public sealed record GateHostOptions
{
    public required ulong RunId { get; init; }

    /// <summary>From a tick's observation to the first effect of the plan that answers it, seconds.</summary>
    public required double LatencySec { get; init; }
    public required double TimeLimitSec { get; init; }

    /// <summary>Simulated time after the task's end before the run closes.</summary>
    public double SettleSec { get; init; } = 2;

    /// <summary>Wall time that lockstep waits for the brain's answer before it counts as gone.</summary>
    public TimeSpan BrainPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>File for the command log; null keeps only its hash.</summary>
    public string? CommandLogFile { get; init; }
}

/// <summary>What a run of the gate host came to.</summary>
/// <param name="Failure">Why it ended early; null for an orderly end.</param>
/// <param name="StopSec">After a loss of brain or broker: simulated seconds from the loss to rest; null otherwise.</param>
public sealed record GateHostResult(string? Failure, double? StopSec, PlantScore Score, string CommandHash);

/// <summary>
/// The gate with the simulated plant on a bus, in lockstep: steps the world, publishes sensors, and at every tick waits for the brain's answer, which
/// takes effect after the modelled latency. If the brain or the bus goes, it goes on stepping until the gate has brought the robot to rest.
/// </summary>
/// <remarks>In: Plan, TickDone, EngageRequest, stop. Out: every sensor, GateState, GateEvent, SentCommand, Tick, PlantScore, PlantTruth.</remarks>
public sealed class GateHost : IDisposable
{
    public const double TickSec = 0.1;
    private const double StopPatienceSec = 2;

    private readonly GateLoop _loop;
    private readonly GateInputs _inputs;
    private readonly SimulatedKitchen _plant;
    private readonly GateHostOptions _options;
    private readonly SensorPublisher _sensors;
    private readonly GatePublisher _gate;
    private readonly MessageWriter<Tick> _ticks;
    private readonly MessageWriter<PlantScore> _scores;
    private readonly MessageWriter<PlantTruth> _truths;
    private readonly PlantTruth _truth = new();
    private readonly DropCounters _drops = new();
    private readonly List<IDisposable> _subscriptions = [];
    private readonly BlockingCollection<TickDone> _answers = [];
    private readonly ConcurrentQueue<Plan> _plans = new();
    private readonly CommandLog _commands;
    private readonly ManualResetEventSlim _engaged = new();
    private volatile string? _linkLost;

    public GateHost(GateLoop loop, GateInputs inputs, SimulatedKitchen plant, IMessageBus bus, Topics topics, GateHostOptions options)
    {
        (_loop, _inputs, _plant, _options) = (loop, inputs, plant, options);
        MessageSource source = new("gate", options.RunId);
        MessageSource judge = new("plant", options.RunId);
        _sensors = new(bus, topics, source);
        _gate = new(loop.Gate, bus, topics, source);
        _ticks = new(bus, topics.LockstepTick, source);
        _scores = new(bus, topics.PlantScore, judge, QualityOfService.AtLeastOnce);
        _truths = new(bus, topics.PlantTruth, judge);
        _commands = new(options.CommandLogFile);
        bus.ConnectionLost += LoseLink;
        _subscriptions.Add(bus.SubscribeTo<Plan>(topics.Plan, _plans.Enqueue, _drops));
        _subscriptions.Add(bus.SubscribeTo<TickDone>(topics.LockstepDone, Answer, _drops));
        _subscriptions.Add(bus.SubscribeTo<EngageRequest>(topics.Engage, _ => _engaged.Set(), _drops));
        _subscriptions.Add(bus.Subscribe(topics.Stop, (_, _) => inputs.EmergencyStop()));
        _subscriptions.Add(bus.Subscribe(topics.BrainStatus, (_, payload) =>
        {
            if (payload.Span.SequenceEqual(StatusText.Offline))
            {
                LoseLink("the brain has gone");
            }
        }));
    }

    /// <summary>Waits for the operator, then runs to the end of the task, of the time, or of the brain.</summary>
    public GateHostResult RunLockstep(CancellationToken cancellation)
    {
        _engaged.Wait(cancellation);
        _inputs.RequestEngage();
        double? stopSec = null;
        string? failure = null;
        double endSec = _options.TimeLimitSec;
        bool finishing = false;
        for (ulong tick = 0; ; tick++)
        {
            double tickSec = tick * TickSec;
            StepUntil(tickSec);
            PublishTick(tick);
            if (cancellation.IsCancellationRequested)
            {
                (failure, stopSec) = ("stopped by the user", StopAlone());
                break;
            }
            if (tickSec >= endSec)
            {
                break;
            }
            StepUntil(tickSec + _options.LatencySec);
            if (TakeAnswer(tick, cancellation) is not { } answer)
            {
                (failure, stopSec) = (_linkLost ?? "the brain did not answer", StopAlone());
                break;
            }
            if (answer.TaskFinished && !finishing)
            {
                finishing = true;
                endSec = Math.Min(endSec, tickSec + _options.SettleSec);
            }
        }
        PlantScore score = _plant.Judge.Score();
        _gate.Publish(_plant.Now, _drops.Total);
        _scores.Publish(score, _plant.Now, _plant.Now);
        return new GateHostResult(failure, stopSec, score, _commands.Hash);
    }

    public void Dispose()
    {
        foreach (IDisposable subscription in _subscriptions)
        {
            subscription.Dispose();
        }
        _answers.Dispose();
        _commands.Dispose();
        _engaged.Dispose();
    }

    private void StepUntil(double seconds)
    {
        Timestamp end = Timestamp.FromSeconds(seconds);
        while (_plant.Now < end)
        {
            GatedCommand command = _loop.Cycle(_plant.Now);
            _commands.Append(command);
            _plant.Step(_sensors);
        }
    }

    private void PublishTick(ulong tick)
    {
        Timestamp now = _plant.Now;
        _gate.Publish(now, _drops.Total);
        _plant.FillTruth(_truth);
        _truths.Publish(_truth, now, now);
        if (tick % 10 == 0)
        {
            _scores.Publish(_plant.Judge.Score(), now, now);
        }
        _ticks.Publish(new Tick { TimeNs = now.Nanoseconds, Index = tick }, now, now);
    }

    /// <summary>The answer to a tick, with its plan handed to the gate; null if the brain or the bus is gone.</summary>
    private TickDone? TakeAnswer(ulong tick, CancellationToken cancellation)
    {
        long waitedMs = 0;
        while (_linkLost is null && waitedMs < _options.BrainPatience.TotalMilliseconds)
        {
            if (!_answers.TryTake(out TickDone? answer, 100))
            {
                waitedMs += 100;
                if (cancellation.IsCancellationRequested)
                {
                    return null;
                }
                continue;
            }
            if (answer.Index == tick)
            {
                HandOver(answer.PlanSequence);
                return answer;
            }
        }
        return null;
    }

    /// <summary>Gives the gate the plan an answer names, and whatever came before it, in order: what does not belong is the gate's to refuse.</summary>
    private void HandOver(ulong sequence)
    {
        while (_plans.TryDequeue(out Plan? plan))
        {
            plan.CopyTo(_inputs.Draft);
            _inputs.SendPlan();
            if (plan.Sequence == sequence)
            {
                break;
            }
        }
    }

    /// <summary>Steps on without the brain until the robot is at rest; returns how long that took, or null if it did not come to rest.</summary>
    private double? StopAlone()
    {
        Timestamp lost = _plant.Now;
        _inputs.ReportLinkLost();
        while (_plant.Now.SecondsSince(lost) < StopPatienceSec)
        {
            StepUntil(_plant.Now.Seconds + _plant.StepSec);
            if (_loop.Gate.IsAtRest && _loop.Gate.Mode != Safety.GateMode.Active)
            {
                return _plant.Now.SecondsSince(lost);
            }
        }
        return null;
    }

    private void Answer(TickDone answer)
    {
        if (answer.Header?.RunId == _options.RunId)
        {
            _answers.Add(answer);
        }
    }

    private void LoseLink(string reason) => _linkLost ??= reason;
}
