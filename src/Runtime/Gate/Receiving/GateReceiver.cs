using Google.Protobuf;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Runtime.Gate.Receiving;

/// <summary>
/// All that a gate takes in from the bus, the same for every host: size and rate before anything else, then form, then who says that he sent it and for
/// which run. Every message is counted, with what became of it; none throws.
/// </summary>
/// <remarks>Who really sent a message is the broker's to know (its access list goes by identity); the header only says.</remarks>
internal sealed class GateReceiver : IDisposable
{
    private const string Brain = "brain";
    private const string Operator = "operator";

    private static readonly MessageParser<Plan> Plans = Plan.Parser;

    private readonly GateListener _listener;
    private readonly ReceiverLimits _limits;
    private readonly Func<long>? _nowNanoseconds;
    private readonly ulong _runId;
    private readonly MessageRate[] _rates;
    private readonly IDisposable[] _subscriptions;

    /// <param name="bus">With the gate's identity.</param>
    /// <param name="topics">Of the robot.</param>
    /// <param name="runId">Messages of another run are refused; a plan's run is the gate's to judge.</param>
    /// <param name="counts">Where it counts.</param>
    /// <param name="listener">Gets what is in order.</param>
    /// <param name="limits">Size and rates.</param>
    /// <param name="nowNanoseconds">A clock, for the rates; null in lockstep, where senders wait for one another and wall time must change nothing.</param>
    public GateReceiver(
        IMessageBus bus, Topics topics, ulong runId, ReceiptCounts counts, GateListener listener, ReceiverLimits limits, Func<long>? nowNanoseconds)
    {
        (Counts, _listener, _limits, _nowNanoseconds, _runId) = (counts, listener, limits, nowNanoseconds, runId);
        _rates = [.. Enum.GetValues<MessageKind>().Select(kind => new MessageRate(RateOf(kind), limits.Burst))];
        _subscriptions =
        [
            Subscribe(bus, topics.Plan, MessageKind.Plan, TakePlan),
            Subscribe(bus, topics.LockstepDone, MessageKind.TickDone, payload => Take(payload, TickDone.Parser, Brain, listener.OnTickDone)),
            Subscribe(bus, topics.Engage, MessageKind.Engage, payload => Take(payload, EngageRequest.Parser, Operator, listener.OnEngage)),
            Subscribe(bus, topics.Control, MessageKind.Control, payload => Take(payload, RunControl.Parser, Operator, listener.OnControl)),
            bus.Subscribe(topics.Stop, (_, _) => Stop()),
            Subscribe(bus, topics.BrainStatus, MessageKind.BrainStatus, TakeStatus),
        ];
    }

    public ReceiptCounts Counts { get; }

    public void Dispose()
    {
        foreach (IDisposable subscription in _subscriptions)
        {
            subscription.Dispose();
        }
    }

    private double RateOf(MessageKind kind) => kind switch
    {
        MessageKind.Plan => _limits.PlansPerSec,
        MessageKind.BrainStatus => _limits.StatusPerSec,
        _ => _limits.OthersPerSec,
    };

    private IDisposable Subscribe(IMessageBus bus, string topic, MessageKind kind, Func<ReadOnlySpan<byte>, Receipt> take) => bus.Subscribe(topic, (_, payload) =>
    {
        if (payload.Length > _limits.MaxBytes)
        {
            Counts.Add(kind, Receipt.Oversized);
        }
        else if (_nowNanoseconds is not null && !_rates[(int)kind].Admits(_nowNanoseconds()))
        {
            Counts.Add(kind, Receipt.TooMany);
        }
        else
        {
            Counts.Add(kind, take(payload.Span));
        }
    });

    /// <summary>Whatever it carries, however often it comes.</summary>
    private void Stop()
    {
        Counts.Add(MessageKind.Stop, Receipt.Taken);
        _listener.OnStop();
    }

    private Receipt TakePlan(ReadOnlySpan<byte> payload)
    {
        if (Parse(payload, Plans) is not { } plan)
        {
            return Receipt.Malformed;
        }
        if (plan.Header is null || plan.Header.Source != Brain)
        {
            return Receipt.WrongSource;
        }
        if (!PlanNumbers.AreFinite(plan))
        {
            return Receipt.NotFinite;
        }
        _listener.OnPlan(plan);
        return Receipt.Taken;
    }

    private Receipt Take<T>(ReadOnlySpan<byte> payload, MessageParser<T> parser, string source, Action<T>? onMessage)
        where T : class, IMessage<T>, IStamped
    {
        if (Parse(payload, parser) is not { } message)
        {
            return Receipt.Malformed;
        }
        if (message.Header is null || message.Header.Source != source)
        {
            return Receipt.WrongSource;
        }
        if (message.Header.RunId != _runId)
        {
            return Receipt.WrongRun;
        }
        onMessage?.Invoke(message);
        return Receipt.Taken;
    }

    private Receipt TakeStatus(ReadOnlySpan<byte> payload)
    {
        if (payload.SequenceEqual(StatusText.Online))
        {
            _listener.OnLife?.Invoke();
            return Receipt.Taken;
        }
        if (payload.SequenceEqual(StatusText.Offline))
        {
            _listener.OnGone();
            return Receipt.Taken;
        }
        return Receipt.Malformed;
    }

    private static T? Parse<T>(ReadOnlySpan<byte> payload, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(payload);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever the parser stumbles over; it throws IndexOutOfRangeException, too, for some messages that are cut off.
            return null;
        }
    }
}
