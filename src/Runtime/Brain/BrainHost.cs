using System.Collections.Concurrent;
using System.Diagnostics;
using Google.Protobuf;
using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;

using TaskStatus = RoboticsStack.Messaging.V1.TaskStatus;

namespace RoboticsStack.Runtime.Brain;

/// <summary>
/// The brain on a bus. In: every sensor, the gate's state, ticks. Out: a plan and an answer for every tick, and reports for people.
/// </summary>
/// <remarks>
/// Inline (<paramref name="queued"/> false) it thinks in the bus's own handler, which a deterministic in-process run needs. Queued, the bus
/// only fills an inbox that <see cref="Run"/> empties; if several ticks have piled up, as they may in real time, only the newest is thought about.
/// </remarks>
public sealed class BrainHost : IDisposable
{
    private const int MapEveryTicks = 20;

    private readonly RobotBrain _brain;
    private readonly BlockingCollection<(IMessage Message, long ArrivedAt)>? _inbox;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly MessageWriter<Plan> _plans;
    private readonly MessageWriter<TickDone> _answers;
    private readonly MessageWriter<TaskStatus> _tasks;
    private readonly MessageWriter<ReplanReport> _replans;
    private readonly MessageWriter<ReplanSituation> _situations;
    private readonly MessageWriter<ImaginationReport> _imaginations;
    private readonly MessageWriter<MapSnapshot> _maps;
    private readonly MessageWriter<PlannerTrace> _traces;
    private readonly MessageWriter<TaskTree> _trees;
    private readonly bool _answerEveryTick;
    private TaskStatus? _task;
    private long _thinkingSince;

    /// <param name="bus">Connected, with the brain's identity.</param>
    /// <param name="topics">Of the robot.</param>
    /// <param name="runId">Of the run; messages of another run are ignored.</param>
    /// <param name="brain">Thinks.</param>
    /// <param name="queued">See the remarks.</param>
    /// <param name="answerEveryTick">True in lockstep: the plant waits for an answer to each tick, so none is skipped.</param>
    public BrainHost(IMessageBus bus, Topics topics, ulong runId, RobotBrain brain, bool queued, bool answerEveryTick)
    {
        _brain = brain;
        _answerEveryTick = answerEveryTick;
        MessageSource source = new("brain", runId);
        _plans = new(bus, topics.Plan, source, QualityOfService.AtLeastOnce);
        _answers = new(bus, topics.LockstepDone, source, QualityOfService.AtLeastOnce);
        _tasks = new(bus, topics.BrainTask, source, QualityOfService.AtLeastOnce);
        _replans = new(bus, topics.BrainReplan, source);
        _situations = new(bus, topics.BrainSituation, source);
        _imaginations = new(bus, topics.BrainImagination, source);
        _maps = new(bus, topics.BrainMap, source);
        _traces = new(bus, topics.BrainPlanner, source);
        _trees = new(bus, topics.BrainTree, source, QualityOfService.AtLeastOnce);
        _inbox = queued ? [] : null;
        Subscribe<JointStates>(bus, topics.Joints, runId);
        Subscribe<WristWrench>(bus, topics.Wrench, runId);
        Subscribe<TactilePads>(bus, topics.Tactile, runId);
        Subscribe<CameraFrame>(bus, topics.WristCamera, runId);
        Subscribe<CameraFrame>(bus, topics.HeadCamera, runId);
        Subscribe<Detections>(bus, topics.Detections, runId);
        Subscribe<LidarScan>(bus, topics.Lidar, runId);
        Subscribe<Odometry>(bus, topics.Odometry, runId);
        Subscribe<PoseEstimate>(bus, topics.PoseEstimate, runId);
        Subscribe<GateState>(bus, topics.GateState, runId);
        Subscribe<SentCommand>(bus, topics.GateCommand, runId);
        Subscribe<Tick>(bus, topics.LockstepTick, runId);
    }

    /// <summary>Told, on the thread that thinks, whenever stage, skill or outcome of the task are others than before.</summary>
    public Action<TaskStatus>? TaskChanged { get; init; }

    public DropCounters Drops { get; } = new();

    /// <summary>How long the message in hand has taken so far, wall time; 0 between messages.</summary>
    public double ThinkingForSec => Volatile.Read(ref _thinkingSince) is var since and not 0 ? Stopwatch.GetElapsedTime(since).TotalSeconds : 0;

    /// <summary>Thinks until cancelled; only for a queued host.</summary>
    public void Run(CancellationToken cancellation)
    {
        if (_inbox is null)
        {
            throw new InvalidOperationException("an inline brain host thinks in the bus's handler; there is nothing to run");
        }
        try
        {
            while (true)
            {
                (IMessage message, long arrivedAt) = _inbox.Take(cancellation);
                bool newerTickWaits = message is Tick && !_answerEveryTick && _inbox.Any(waiting => waiting.Message is Tick);
                if (!newerTickWaits)
                {
                    Volatile.Write(ref _thinkingSince, Stopwatch.GetTimestamp());
                    Process(message, arrivedAt);
                    Volatile.Write(ref _thinkingSince, 0);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
    }

    public void Dispose()
    {
        foreach (IDisposable subscription in _subscriptions)
        {
            subscription.Dispose();
        }
        _inbox?.Dispose();
    }

    private void Subscribe<T>(IMessageBus bus, string topic, ulong runId)
        where T : class, IMessage<T>, IStamped, new()
    {
        _subscriptions.Add(bus.SubscribeTo<T>(topic, message =>
        {
            if (message.Header is not { } header || header.RunId != runId)
            {
                return;
            }
            if (_inbox is null)
            {
                Process(message, Stopwatch.GetTimestamp());
            }
            else if (!_inbox.IsAddingCompleted)
            {
                _inbox.Add((message, Stopwatch.GetTimestamp()));
            }
        }, Drops));
    }

    private void Process(IMessage message, long arrivedAt)
    {
        if (message is Tick tick)
        {
            Answer(tick, arrivedAt);
        }
        else
        {
            _brain.Context.Belief.Observe(message);
        }
    }

    private void Answer(Tick tick, long arrivedAt)
    {
        Timestamp now = new(tick.TimeNs);
        _brain.Context.Belief.Update(now);
        Plan plan = _brain.Think(now);
        PlanTimes.Stamp(plan, tick, arrivedAt);
        _plans.Publish(plan, now, now);
        TaskStatus task = _brain.Status();
        _tasks.Publish(task, now, now);
        if (TaskChanged is { } tell && (task.Stage, task.Skill, task.Finished) != (_task?.Stage, _task?.Skill, _task?.Finished))
        {
            tell(_task = task);
        }
        if (_brain.Context.Output.Replan is { } report)
        {
            _replans.Publish(report, now, now);
        }
        if (_brain.Context.Output.Situation is { } situation)
        {
            _situations.Publish(situation, now, now);
        }
        if (_brain.Context.Output.Imagination is { } imagined)
        {
            _imaginations.Publish(imagined, now, now);
        }
        if (_brain.Context.Output.Trace is { } trace)
        {
            _traces.Publish(trace, now, now);
        }
        if (_brain.Tree.Changed() is { } tree)
        {
            _trees.Publish(tree, now, now);
        }
        if (tick.Index % MapEveryTicks == 0 && _brain.Context.Belief.IsReady)
        {
            _maps.Publish(_brain.Context.Belief.Snapshot(), now, now);
        }
        _answers.Publish(new TickDone { Index = tick.Index, PlanSequence = plan.Sequence, TaskFinished = _brain.IsFinished }, now, now);
    }
}
