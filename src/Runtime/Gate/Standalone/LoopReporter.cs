using RoboticsStack.Core.Time;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Runtime.Gate.Receiving;
using RoboticsStack.Runtime.Gate.Statistics;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Gate.Standalone;

/// <summary>What a control loop's thread tells after each cycle: every cycle in batches, state and command ten times a second, how long plans took. Allocates nothing.</summary>
internal sealed class LoopReporter
{
    private const double StateEverySec = 0.1;

    private readonly GatePublisher _publisher;
    private readonly GateCycleLog _cycles;
    private readonly ReceiptCounts _receipts;
    private readonly Func<Timestamp> _now;
    private readonly ulong[] _command = new ulong[CycleColumns.CommandWidth];
    private long _states;

    /// <param name="gate">Speaks.</param>
    /// <param name="bus">Neither waits nor allocates.</param>
    /// <param name="eventBus">For interventions, which another thread publishes.</param>
    /// <param name="topics">Of the robot.</param>
    /// <param name="source">Whom headers name.</param>
    /// <param name="receipts">Messages that came in.</param>
    /// <param name="now">Time of the run by the clock.</param>
    public LoopReporter(SafetyGate gate, IMessageBus bus, IMessageBus eventBus, Topics topics, MessageSource source, ReceiptCounts receipts, Func<Timestamp> now)
    {
        _publisher = new(gate, bus, topics, source, eventBus);
        _cycles = new(bus, topics, source);
        (_receipts, _now) = (receipts, now);
    }

    public StageLatencies Stages { get; } = new();

    /// <summary>On the thread of the loop.</summary>
    public void AfterCycle(GateLoop loop, Timestamp now)
    {
        if ((loop.Input & GateInput.Plan) != 0 && loop.Gate.PlanSequence == loop.TakenPlan)
        {
            Stages.Note(loop.TakenStamps, now, _now());
        }
        CycleColumns.Write(loop.Gate.Latest, _command);
        _cycles.Append(loop, now, _command);
        if (now.Seconds >= _states * StateEverySec)
        {
            _states = (long)Math.Floor(now.Seconds / StateEverySec) + 1;
            _cycles.Publish(now);
            _publisher.PublishState(now, _receipts.Refused);
            _publisher.PublishCommand(now);
        }
    }

    /// <summary>On another thread.</summary>
    public void PublishEvents(Timestamp now) => _publisher.PublishEvents(now);
}
