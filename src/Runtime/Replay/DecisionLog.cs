using Google.Protobuf;
using Google.Protobuf.Reflection;
using RoboticsStack.Core;
using RoboticsStack.Messaging;
using RoboticsStack.Recording;
using RoboticsStack.Runtime.Gate;

namespace RoboticsStack.Runtime.Replay;

/// <summary>Pairs the brain's messages of the run with those of the replay, by topic and sequence number, and compares them.</summary>
internal sealed class DecisionLog(Topics topics)
{
    private const int MaxFields = 12;

    private readonly IReadOnlyDictionary<string, MessageDescriptor> _types = TopicTypes.Of(topics);
    private readonly Dictionary<(string Topic, ulong Sequence), (byte[] Payload, bool IsReplayed)> _waiting = [];
    private readonly Dictionary<string, Tally> _tallies = [];

    /// <summary>In the order in which a cycle makes them: what comes first is the cause of what comes later.</summary>
    private readonly (string Topic, string What)[] _order =
    [
        (topics.BrainMap, "what was perceived"),
        (topics.BrainSituation, "what the planner was shown"),
        (topics.BrainReplan, "what the planner chose"),
        (topics.BrainTask, "what the task does"),
        (topics.Plan, "the plan"),
        (topics.LockstepDone, "the answer to the tick"),
    ];

    /// <summary>Whether messages of this topic are the brain's.</summary>
    public bool Compares(string topic) =>
        topic == topics.Plan || topic == topics.LockstepDone || topic.StartsWith($"{topics.Root}/brain/", StringComparison.Ordinal);

    public void Recorded(string topic, ReadOnlySpan<byte> payload) => Take(topic, payload, isReplayed: false);

    public void Replayed(string topic, ReadOnlySpan<byte> payload) => Take(topic, payload, isReplayed: true);

    public IReadOnlyList<DecisionComparison> Result()
    {
        foreach ((string topic, _) in _waiting.Keys)
        {
            TallyOf(topic).Unpaired++;
        }
        _waiting.Clear();
        return [.. _tallies.OrderBy(pair => Rank(pair.Key)).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new DecisionComparison
        {
            Topic = Short(pair.Key),
            What = What(pair.Key),
            Compared = pair.Value.Compared,
            Differing = pair.Value.Differing,
            Unpaired = pair.Value.Unpaired,
            First = pair.Value.First,
        })];
    }

    /// <summary>The earliest difference; of those of one tick the one that comes first in the cycle.</summary>
    public DecisionDifference? First() => _tallies.Where(pair => pair.Value.First is not null)
        .OrderBy(pair => pair.Value.First!.Tick).ThenBy(pair => Rank(pair.Key)).Select(pair => pair.Value.First).FirstOrDefault();

    private void Take(string topic, ReadOnlySpan<byte> payload, bool isReplayed)
    {
        if (!HeaderPeek.TryRead(payload, out HeaderPeek.Stamp stamp))
        {
            return;
        }
        (string, ulong) key = (topic, stamp.Sequence);
        if (!_waiting.TryGetValue(key, out (byte[] Payload, bool IsReplayed) other) || other.IsReplayed == isReplayed)
        {
            _waiting[key] = (payload.ToArray(), isReplayed);
            return;
        }
        _waiting.Remove(key);
        Tally tally = TallyOf(topic);
        tally.Compared++;
        if (!payload.SequenceEqual(other.Payload))
        {
            Compare(topic, stamp, tally, isReplayed ? other.Payload : payload, isReplayed ? payload : other.Payload);
        }
    }

    private void Compare(string topic, HeaderPeek.Stamp stamp, Tally tally, ReadOnlySpan<byte> recorded, ReadOnlySpan<byte> replayed)
    {
        List<ValueDifference> fields = _types.TryGetValue(topic, out MessageDescriptor? type)
            ? MessageDifference.Between(Parse(topic, type, recorded), Parse(topic, type, replayed))
            : [new("bytes", $"{recorded.Length}", $"{replayed.Length}")];
        if (fields.Count > 0)
        {
            tally.Differing++;
            double seconds = stamp.DataTimeNs * 1e-9;
            tally.First ??= new(Short(topic), What(topic), seconds, (long)Math.Round(seconds / GateHost.TickSec), [.. fields.Take(MaxFields)], fields.Count);
        }
    }

    private static IMessage Parse(string topic, MessageDescriptor type, ReadOnlySpan<byte> payload)
    {
        try
        {
            return type.Parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new UserErrorException($"A message on {topic} cannot be read: {e.Message} The recording was made by a build with other messages.", e);
        }
    }

    private Tally TallyOf(string topic) => _tallies.TryGetValue(topic, out Tally? tally) ? tally : _tallies[topic] = new Tally();

    private string Short(string topic) => topic[(topics.Root.Length + 1)..];

    private string What(string topic) => Array.Find(_order, entry => entry.Topic == topic).What ?? Short(topic);

    /// <summary>What is not listed is a report about the search.</summary>
    private double Rank(string topic) => Array.FindIndex(_order, entry => entry.Topic == topic) is var index and >= 0 ? index : 2.5;

    private sealed class Tally
    {
        public long Compared { get; set; }
        public long Differing { get; set; }
        public long Unpaired { get; set; }
        public DecisionDifference? First { get; set; }
    }
}
