using System.Diagnostics;
using System.Runtime.ExceptionServices;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Evaluation;

/// <summary>What an evaluation runs.</summary>
public sealed record EvaluationOptions
{
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>Everything but the seed.</summary>
    public required CoffeeOptions Run { get; init; }

    /// <summary>Runs side by side, 1..64; each has a plant, a brain and a model of its own.</summary>
    public int Jobs { get; init; } = 2;

    /// <summary>Which runs leave a report in the store; what is already stored is not run again for it.</summary>
    public KeepReports Keep { get; init; } = KeepReports.Failures;

    public EvaluationOptions Validated() => Jobs is >= 1 and <= 64
        ? this
        : throw new UserErrorException($"--jobs {Jobs} is out of range: give 1 to 64.");
}

/// <param name="Record">The seed just settled.</param>
/// <param name="IsNew">False if it was found in the store.</param>
/// <param name="Done">Seeds settled so far, this one included.</param>
/// <param name="Remaining">Expected wall time for the rest; null before the first new run.</param>
/// <param name="Complaint">Why its report could not be kept; null if nothing is missing.</param>
public readonly record struct EvaluationProgress(EvaluationRecord Record, bool IsNew, int Done, int Total, TimeSpan? Remaining, string? Complaint);

/// <summary>Runs many seeds, several side by side, each whole in one process without a broker; stores every one as it ends and skips those already stored.</summary>
public sealed class EvaluationRunner
{
    private readonly RobotDescription _robot;
    private readonly EvaluationOptions _options;
    private readonly EvaluationStore _store;
    private readonly EvaluationConditions _conditions;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ulong, EvaluationRecord> _settled = [];
    private ExceptionDispatchInfo? _failure;
    private long _started;
    private int _newRuns;

    /// <exception cref="UserErrorException">The model cannot be loaded.</exception>
    public EvaluationRunner(RobotDescription robot, EvaluationOptions options, EvaluationStore store)
    {
        (_robot, _options, _store) = (robot, options.Validated(), store);
        using AssembledBrain probe = BrainFactory.Coffee(robot, RunOf(options.Seeds[0]));
        _conditions = new EvaluationConditions
        {
            Build = BuildFingerprint.Current,
            ModelHash = probe.ModelHash,
            RobotHash = robot.ContentHash,
            Planner = options.Run.Planner.ToString().ToLowerInvariant(),
            PhysicsCheck = options.Run.PhysicsCheck,
            PlanningLatencySec = options.Run.PlanningLatencySec,
            TimeLimitSec = options.Run.TimeLimitSec,
            People = options.Run.People,
        };
    }

    /// <summary>All records, in order of their seeds. A seed that was cancelled is missing.</summary>
    /// <param name="cancellation">Ends all runs; what is stored stays.</param>
    /// <param name="report">Called for every settled seed, by one thread at a time.</param>
    public IReadOnlyList<EvaluationRecord> Run(CancellationToken cancellation, Action<EvaluationProgress>? report = null)
    {
        _started = Stopwatch.GetTimestamp();
        Queue<ulong> waiting = new();
        foreach (ulong seed in _options.Seeds)
        {
            if (_store.Load(seed) is { } stored && stored.Conditions == _conditions)
            {
                Settle(stored, isNew: false, report);
            }
            else
            {
                waiting.Enqueue(seed);
            }
        }
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Thread[] workers = [.. Enumerable.Range(0, Math.Min(_options.Jobs, waiting.Count)).Select(i => new Thread(() => Work(waiting, stop, report)) { Name = $"eval {i}" })];
        foreach (Thread worker in workers)
        {
            worker.Start();
        }
        foreach (Thread worker in workers)
        {
            worker.Join();
        }
        _failure?.Throw();
        return [.. _settled.Values];
    }

    private void Work(Queue<ulong> waiting, CancellationTokenSource stop, Action<EvaluationProgress>? report)
    {
        try
        {
            while (!stop.IsCancellationRequested && Take(waiting) is { } seed)
            {
                using RunKeeper keeper = new(_store, seed, _options.Keep);
                RunSummary summary = RunOrBlame(seed, keeper, stop.Token);
                if (!stop.IsCancellationRequested)
                {
                    EvaluationRecord record = new() { Conditions = _conditions, MadeAt = DateTimeOffset.UtcNow, Summary = summary };
                    _store.Save(record);
                    Settle(record, isNew: true, report, keeper.Finish(summary));
                }
            }
        }
        catch (Exception error)
        {
            lock (_lock)
            {
                _failure ??= ExceptionDispatchInfo.Capture(error);
            }
            stop.Cancel();
        }
    }

    private ulong? Take(Queue<ulong> waiting)
    {
        lock (_lock)
        {
            return waiting.TryDequeue(out ulong seed) ? seed : null;
        }
    }

    /// <summary>A defect that breaks a run counts against the stack, as a run without success, and does not take the other seeds with it.</summary>
    private RunSummary RunOrBlame(ulong seed, RunKeeper keeper, CancellationToken cancellation)
    {
        try
        {
            return RunOne(seed, keeper, cancellation);
        }
        catch (Exception error) when (error is not (UserErrorException or OperationCanceledException or OutOfMemoryException))
        {
            return RunSummaries.From(RunOf(seed), RunFiguresSnapshot.Empty, $"defect: {error}", "", 0);
        }
    }

    private RunSummary RunOne(ulong seed, RunKeeper keeper, CancellationToken cancellation)
    {
        CoffeeOptions run = RunOf(seed);
        ulong runId = seed + 1;
        using AssembledBrain brain = BrainFactory.Coffee(_robot, run);
        using AssembledGate gate = GateFactory.Simulated(_robot, seed, runId, brain.ModelHash, people: run.People);
        return LocalRun.Run(run, gate, brain.Brain, runId, cancellation, (bus, topics) => keeper.Attach(bus, topics, run, runId, gate.Plant.Kitchen, _robot)).Summary;
    }

    /// <summary>Runs side by side share the cores, so each model keeps to one thread.</summary>
    private CoffeeOptions RunOf(ulong seed) => _options.Run with { Seed = seed, ModelThreads = _options.Jobs > 1 ? 1 : _options.Run.ModelThreads };

    private void Settle(EvaluationRecord record, bool isNew, Action<EvaluationProgress>? report, string? complaint = null)
    {
        lock (_lock)
        {
            _settled[record.Summary.Seed] = record;
            _newRuns += isNew ? 1 : 0;
            int left = _options.Seeds.Count - _settled.Count;
            TimeSpan? remaining = _newRuns == 0 ? null : Stopwatch.GetElapsedTime(_started) / _newRuns * left;
            report?.Invoke(new EvaluationProgress(record, isNew, _settled.Count, _options.Seeds.Count, remaining, complaint));
        }
    }
}
