using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Plant;
using RoboticsStack.Runtime.Gate.Receiving;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Gate;

/// <summary>A gate's and its plant's connection to the bus, the same in lockstep and in real time.</summary>
/// <remarks>In: Plan, TickDone, EngageRequest, RunControl, stop, the brain's status. Out: every sensor, GateState, GateEvent, SentCommand, GateCycles, LoopTiming, Tick, PlantScore, PlantTruth.</remarks>
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
    private readonly MessageWriter<LoopTiming> _timings;
    private readonly PlantTruth _truth = new();
    private readonly Tick _tick = new();
    private readonly GateReceiver _receiver;
    private readonly ManualResetEventSlim _engaged = new();
    private readonly Action? _onLinkLost;
    private volatile string? _linkLost;

    /// <param name="subscriber">Where messages come from.</param>
    /// <param name="publisher">Where messages go: the same bus, or one that takes them off the control loop's thread.</param>
    /// <param name="onPlan">Called on the bus's thread with plans that are in order as messages.</param>
    /// <param name="onAnswer">Called on the bus's thread.</param>
    /// <param name="onLife">Called on the bus's thread at each heartbeat.</param>
    /// <param name="onLinkLost">Called at once when brain or bus go, on whatever thread notices.</param>
    /// <param name="pace">Obeys the operator; null where the world cannot be held back.</param>
    /// <param name="nowNanoseconds">A clock for the limits on message rates; null in lockstep.</param>
    public GatePort(
        AssembledGate gate, IMessageBus subscriber, IMessageBus publisher, Topics topics, GateHostOptions options, Action<Plan> onPlan, Action<TickDone> onAnswer,
        Action? onLife = null, Action? onLinkLost = null, RunPace? pace = null, Func<long>? nowNanoseconds = null)
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
        _timings = new(subscriber, topics.GateTiming, source);
        subscriber.ConnectionLost += LoseLink;
        _receiver = new(subscriber, topics, options.RunId, Receipts, new GateListener
        {
            OnPlan = onPlan,
            OnTickDone = onAnswer,
            OnEngage = _ => _engaged.Set(),
            OnStop = () =>
            {
                gate.Inputs.EmergencyStop();
                pace?.Release();
            },
            OnControl = pace is null ? null : pace.Obey,
            OnLife = onLife,
            OnGone = () => LoseLink("the brain has gone"),
        }, new ReceiverLimits(), nowNanoseconds);
    }

    /// <summary>What came in, and what became of it.</summary>
    public ReceiptCounts Receipts { get; } = new();

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
    /// <param name="index">Of the tick.</param>
    /// <param name="made">Time of the run by the clock, if that is another than the plant's.</param>
    /// <param name="monotonicNs">The kernel's clock at that time; 0 in lockstep.</param>
    public void PublishTick(ulong index, Timestamp? made = null, long monotonicNs = 0)
    {
        Timestamp now = _plant.Now;
        _cycles.Publish(now);
        _gate.Publish(now, Receipts.Refused);
        _plant.FillTruth(_truth);
        _truths.Publish(_truth, now, now);
        if (index % ScoreEveryTicks == 0)
        {
            _scores.Publish(_plant.Judge.Score(), now, now);
        }
        (_tick.TimeNs, _tick.Index, _tick.MonotonicNs) = (now.Nanoseconds, index, monotonicNs);
        _ticks.Publish(_tick, now, made ?? now);
    }

    /// <summary>Publishes how the loop keeps time; not for the control loop's thread.</summary>
    public void PublishTiming(LoopTiming timing) => _timings.Publish(timing, _plant.Now, _plant.Now);

    /// <summary>Publishes how it ended.</summary>
    public GateHostResult Close(string? failure, double? stopSec)
    {
        PlantScore score = _plant.Judge.Score();
        _cycles.Publish(_plant.Now);
        _gate.Publish(_plant.Now, Receipts.Refused);
        _scores.Publish(score, _plant.Now, _plant.Now);
        _commands.Close();
        return new GateHostResult(failure, stopSec, score, _commands.Hash) { CommandLogFailure = _commands.Failure };
    }

    public void Dispose()
    {
        _receiver.Dispose();
        _commands.Dispose();
        _engaged.Dispose();
    }

    private void LoseLink(string reason)
    {
        _linkLost ??= reason;
        _onLinkLost?.Invoke();
    }
}
