using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Gate;

/// <summary>A gate's and its plant's connection to the bus, the same in lockstep and in real time.</summary>
/// <remarks>In: Plan, TickDone, EngageRequest, stop, the brain's status. Out: every sensor, GateState, GateEvent, SentCommand, GateCycles, Tick, PlantScore, PlantTruth.</remarks>
internal sealed class GatePort : IDisposable
{
    private const int ScoreEveryTicks = 10;

    private readonly SimulatedKitchen _plant;
    private readonly GateLoop _loop;
    private readonly CommandLog _commands;
    private readonly GateCycleLog _cycles;
    private readonly ulong[] _command = new ulong[CycleColumns.CommandWidth];
    private readonly GatePublisher _gate;
    private readonly MessageWriter<Tick> _ticks;
    private readonly MessageWriter<PlantScore> _scores;
    private readonly MessageWriter<PlantTruth> _truths;
    private readonly PlantTruth _truth = new();
    private readonly Tick _tick = new();
    private readonly DropCounters _drops = new();
    private readonly List<IDisposable> _subscriptions = [];
    private readonly ManualResetEventSlim _engaged = new();
    private readonly Action? _onLinkLost;
    private volatile string? _linkLost;

    /// <param name="subscriber">Where messages come from.</param>
    /// <param name="publisher">Where messages go: the same bus, or one that takes them off the control loop's thread.</param>
    /// <param name="onPlan">Called on the bus's thread with plans whose numbers are finite; others are dropped and counted.</param>
    /// <param name="onAnswer">Called on the bus's thread.</param>
    /// <param name="onLife">Called on the bus's thread at each heartbeat.</param>
    /// <param name="onLinkLost">Called at once when brain or bus go, on whatever thread notices.</param>
    public GatePort(
        AssembledGate gate, IMessageBus subscriber, IMessageBus publisher, Topics topics, GateHostOptions options, Action<Plan> onPlan, Action<TickDone> onAnswer,
        Action? onLife = null, Action? onLinkLost = null)
    {
        _onLinkLost = onLinkLost;
        _plant = gate.Plant;
        _loop = gate.Loop;
        MessageSource source = new("gate", options.RunId);
        MessageSource judge = new("plant", options.RunId);
        Sensors = new(publisher, topics, source);
        _gate = new(gate.Loop.Gate, publisher, topics, source);
        _ticks = new(publisher, topics.LockstepTick, source);
        _scores = new(publisher, topics.PlantScore, judge, QualityOfService.AtLeastOnce);
        _truths = new(publisher, topics.PlantTruth, judge);
        _commands = new(options.CommandLogFile);
        _cycles = new(publisher, topics, source);
        subscriber.ConnectionLost += LoseLink;
        _subscriptions.Add(subscriber.SubscribeTo<Plan>(topics.Plan, plan =>
        {
            if (PlanNumbers.AreFinite(plan))
            {
                onPlan(plan);
            }
            else
            {
                _drops.Add(topics.Plan, DropReason.Malformed);
            }
        }, _drops));
        _subscriptions.Add(subscriber.SubscribeTo<TickDone>(topics.LockstepDone, answer =>
        {
            if (answer.Header?.RunId == options.RunId)
            {
                onAnswer(answer);
            }
        }, _drops));
        _subscriptions.Add(subscriber.SubscribeTo<EngageRequest>(topics.Engage, request =>
        {
            if (request.Header?.RunId == options.RunId)
            {
                _engaged.Set();
            }
        }, _drops));
        _subscriptions.Add(subscriber.Subscribe(topics.Stop, (_, _) => gate.Inputs.EmergencyStop()));
        _subscriptions.Add(subscriber.Subscribe(topics.BrainStatus, (_, payload) =>
        {
            if (payload.Span.SequenceEqual(StatusText.Offline))
            {
                LoseLink("the brain has gone");
            }
            else if (payload.Span.SequenceEqual(StatusText.Online))
            {
                onLife?.Invoke();
            }
        }));
    }

    public SensorPublisher Sensors { get; }

    /// <summary>Why brain or bus can no longer be reached; null while they can.</summary>
    public string? LinkLost => _linkLost;

    /// <exception cref="OperationCanceledException">Cancelled before anyone engaged.</exception>
    public void WaitForOperator(CancellationToken cancellation) => _engaged.Wait(cancellation);

    /// <summary>Logs the cycle that the loop has just been through.</summary>
    /// <param name="time">Of the cycle.</param>
    public void LogCycle(Timestamp time)
    {
        CycleColumns.Write(_loop.Gate.Latest, _command);
        _commands.Append(_command);
        _cycles.Append(_loop, time, _command);
    }

    /// <summary>Cycles, state, truth and score as of now, then the tick that closes them.</summary>
    public void PublishTick(ulong index)
    {
        Timestamp now = _plant.Now;
        _cycles.Publish(now);
        _gate.Publish(now, _drops.Total);
        _plant.FillTruth(_truth);
        _truths.Publish(_truth, now, now);
        if (index % ScoreEveryTicks == 0)
        {
            _scores.Publish(_plant.Judge.Score(), now, now);
        }
        (_tick.TimeNs, _tick.Index) = (now.Nanoseconds, index);
        _ticks.Publish(_tick, now, now);
    }

    /// <summary>Publishes how it ended.</summary>
    public GateHostResult Close(string? failure, double? stopSec)
    {
        PlantScore score = _plant.Judge.Score();
        _cycles.Publish(_plant.Now);
        _gate.Publish(_plant.Now, _drops.Total);
        _scores.Publish(score, _plant.Now, _plant.Now);
        _commands.Close();
        return new GateHostResult(failure, stopSec, score, _commands.Hash) { CommandLogFailure = _commands.Failure };
    }

    public void Dispose()
    {
        foreach (IDisposable subscription in _subscriptions)
        {
            subscription.Dispose();
        }
        _commands.Dispose();
        _engaged.Dispose();
    }

    private void LoseLink(string reason)
    {
        _linkLost ??= reason;
        _onLinkLost?.Invoke();
    }
}
