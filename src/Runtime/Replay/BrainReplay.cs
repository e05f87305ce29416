using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording.Mcap;
using RoboticsStack.Runtime.Brain;

namespace RoboticsStack.Runtime.Replay;

/// <summary>Feeds a brain what it heard in a run, in the same order, and takes in what it says to it.</summary>
internal sealed class BrainReplay : IDisposable
{
    private readonly RecordedRun _run;
    private readonly InProcessBus _bus = new();
    private readonly BrainHost _host;
    private readonly DecisionLog _decisions;
    private readonly Dictionary<ulong, Plan> _plans = [];

    public BrainReplay(RecordedRun run, RobotBrain brain, DecisionLog decisions)
    {
        (_run, _decisions) = (run, decisions);
        _bus.Subscribe(run.Topics.All, Hear);
        _host = new(_bus, run.Topics, run.RunId, brain, queued: false, answerEveryTick: true);
    }

    /// <summary>The plan with a sequence number that was made here; null if there is none.</summary>
    public Plan? FindPlan(ulong sequence) => _plans.GetValueOrDefault(sequence);

    /// <summary>Any message of the run; what the brain does not listen to is left out, and so are ticks that it did not think about.</summary>
    public void Feed(McapMessage message)
    {
        Topics topics = _run.Topics;
        string topic = message.Channel.Topic;
        bool isHeard = topic.StartsWith($"{topics.Root}/sensors/", StringComparison.Ordinal) || topic == topics.GateState || topic == topics.GateCommand
            || (topic == topics.LockstepTick && _run.WasAnswered(Tick.Parser.ParseFrom(message.Payload.Span).TimeNs));
        if (isHeard)
        {
            _bus.Publish(topic, message.Payload.Span);
        }
    }

    public void Dispose()
    {
        _host.Dispose();
        _bus.Dispose();
    }

    private void Hear(string topic, ReadOnlyMemory<byte> payload)
    {
        if (_decisions.Compares(topic))
        {
            _decisions.Replayed(topic, payload.Span);
        }
        if (topic == _run.Topics.Plan)
        {
            Plan plan = Plan.Parser.ParseFrom(payload.Span);
            _plans[plan.Sequence] = plan;
        }
    }
}
