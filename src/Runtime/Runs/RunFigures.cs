using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Safety;
using GateMode = RoboticsStack.Messaging.V1.GateMode;
using TaskStatus = RoboticsStack.Messaging.V1.TaskStatus;

namespace RoboticsStack.Runtime.Runs;

/// <summary>Follows a run on the bus, for the live display and the summary. Thread-safe.</summary>
public sealed class RunFigures : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<IDisposable> _subscriptions;
    private readonly List<double> _replanMs = [];
    private TaskStatus _task = new();
    private GateState _gate = new();
    private PlantScore? _score;
    private int _vetoes;
    private int _contactStops;
    private long _simNs;
    private string _modelHash = "";

    public RunFigures(IMessageBus bus, Topics topics)
    {
        DropCounters drops = new();
        _subscriptions =
        [
            bus.SubscribeTo<TaskStatus>(topics.BrainTask, m => Update(() => _task = m), drops),
            bus.SubscribeTo<GateState>(topics.GateState, m => Update(() => Follow(m)), drops),
            bus.SubscribeTo<PlantScore>(topics.PlantScore, m => Update(() => _score = m), drops),
            bus.SubscribeTo<Tick>(topics.LockstepTick, m => Update(() => _simNs = m.TimeNs), drops),
            bus.SubscribeTo<Plan>(topics.Plan, m => Update(() => _modelHash = m.ModelHash), drops),
            bus.SubscribeTo<ReplanReport>(topics.BrainReplan, m => Update(() =>
            {
                _replanMs.Add(m.EncodeMs + m.PlanMs + m.CheckMs);
                _vetoes += (int)m.CandidatesVetoed;
            }), drops),
        ];
    }

    public RunFiguresSnapshot Snapshot()
    {
        lock (_lock)
        {
            double[] sorted = [.. _replanMs.Order()];
            return new RunFiguresSnapshot
            {
                Task = _task,
                Gate = _gate,
                Score = _score,
                SimSeconds = _simNs * 1e-9,
                Replans = sorted.Length,
                Vetoes = _vetoes,
                ContactStops = _contactStops,
                ModelHash = _modelHash,
                ReplanP50Ms = Percentile(sorted, 0.50),
                ReplanP99Ms = Percentile(sorted, 0.99),
            };
        }
    }

    public void Dispose()
    {
        foreach (IDisposable subscription in _subscriptions)
        {
            subscription.Dispose();
        }
    }

    private static double Percentile(double[] sorted, double fraction) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(fraction * sorted.Length) - 1)];

    /// <summary>A stop lasts longer than the time between two states, so that none is missed.</summary>
    private void Follow(GateState state)
    {
        bool isStop = state.Mode == GateMode.ControlledStop && _gate.Mode != GateMode.ControlledStop;
        _contactStops += isStop && state.Reason == nameof(GateFunction.ContactForce) ? 1 : 0;
        _gate = state;
    }

    private void Update(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }
}

public sealed record RunFiguresSnapshot
{
    /// <summary>Of a run that never got as far as the bus.</summary>
    public static RunFiguresSnapshot Empty { get; } = new()
    {
        Task = new TaskStatus(),
        Gate = new GateState(),
        Score = null,
        SimSeconds = 0,
        Replans = 0,
        Vetoes = 0,
        ContactStops = 0,
        ModelHash = "",
        ReplanP50Ms = 0,
        ReplanP99Ms = 0,
    };

    public required TaskStatus Task { get; init; }
    public required GateState Gate { get; init; }

    /// <summary>The plant's newest judgement; null before the first.</summary>
    public required PlantScore? Score { get; init; }
    public required double SimSeconds { get; init; }
    public required int Replans { get; init; }
    public required int Vetoes { get; init; }

    /// <summary>Times the gate has come to a controlled stop for a hard touch.</summary>
    public required int ContactStops { get; init; }
    public required string ModelHash { get; init; }
    public required double ReplanP50Ms { get; init; }
    public required double ReplanP99Ms { get; init; }
}
