using System.Diagnostics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Recording;
using RoboticsStack.Recording.Mcap;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Replay;

/// <summary>
/// A recording with all that a replay has to know before it begins: which robot, which options, which plans there were, what is missing. Its messages
/// are read from the file each time they are asked for.
/// </summary>
public sealed class RecordedRun
{
    private const string TopicRoot = "robot/";

    private readonly Dictionary<ulong, Plan> _plans = [];
    private readonly Dictionary<long, Plan> _plansByTime = [];
    private readonly Dictionary<ulong, PeopleEstimate> _people = [];
    private readonly HashSet<long> _answeredNs = [];
    private readonly SortedDictionary<string, ulong> _lastSequence = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ulong> _missing = new(StringComparer.Ordinal);
    private long _cycles;

    private RecordedRun(string file)
    {
        long started = Stopwatch.GetTimestamp();
        File = file;
        using McapReader reader = new(file);
        ReadThrough(reader);
        if (reader.IsTruncated)
        {
            throw new UserErrorException($"The recording '{file}' is cut off. './robot recover {file}' saves what is whole; replay that.");
        }
        if (Topics is null)
        {
            throw new UserErrorException($"'{file}' holds no run of this stack: none of its channels is robot/<id>/…. Give the run.mcap of a coffee run.");
        }
        McapMetadata metadata = reader.Metadata.FirstOrDefault(record => record.Name == RunRecorder.RunMetadataName)
            ?? throw new UserErrorException($"The recording '{file}' has no metadata '{RunRecorder.RunMetadataName}': it was not made by this stack, or not to its end.");
        (Options, RunId) = RunProvenance.ReadOptions(metadata.Values, file);
        Build = metadata.Values.GetValueOrDefault("build", "unknown");
        Fingerprint = metadata.Values.GetValueOrDefault("build_fingerprint", "unknown");
        Robot = RunProvenance.ReadRobot(reader.Attachments, file);
        if (_cycles == 0)
        {
            throw new UserErrorException($"The recording '{file}' has no cycles of the control loop (channel {Topics.GateCycles}): it was made by a build "
                + "that did not record them, or the robot never started. Record the run again.");
        }
        OpeningSec = Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public string File { get; }
    public Topics Topics { get; private set; } = null!;
    public ulong RunId { get; }

    /// <summary>Seed, planner, physics check, latency, and whether it followed the wall clock; the rest is not recorded.</summary>
    public CoffeeOptions Options { get; }
    public RobotDescription Robot { get; }

    /// <summary>Version of the build that made the recording.</summary>
    public string Build { get; }

    /// <summary>Of that build's own assemblies.</summary>
    public string Fingerprint { get; }

    /// <summary>Of the model that the plans name; empty without plans.</summary>
    public string ModelHash { get; private set; } = "";

    /// <summary>Time of the last message, seconds of the run.</summary>
    public double EndSec { get; private set; }

    /// <summary>Wall time that reading through the file has taken, seconds.</summary>
    public double OpeningSec { get; }

    /// <summary>Topics of which the recording lacks messages, with how many.</summary>
    public IReadOnlyDictionary<string, ulong> Missing => _missing;

    /// <exception cref="UserErrorException">The file is no recording of a run, or not a whole one.</exception>
    public static RecordedRun Open(string file) => new(file);

    /// <summary>The plan with a sequence number, as recorded; null if there is none.</summary>
    public Plan? FindPlan(ulong sequence) => _plans.GetValueOrDefault(sequence);

    /// <summary>The gate's view of people with a sequence number, as recorded; null if there is none.</summary>
    public PeopleEstimate? FindPeople(ulong sequence) => _people.GetValueOrDefault(sequence);

    /// <summary>The plan that answers the observation of an instant, ns of the run; null if there is none.</summary>
    public Plan? FindPlanFor(long observedNs) => _plansByTime.GetValueOrDefault(observedNs);

    /// <summary>Whether the brain has answered the tick of an instant: in real time it leaves out some, and a run's last comes too late for it.</summary>
    public bool WasAnswered(long tickNs) => _answeredNs.Contains(tickNs);

    /// <summary>Every message in the order it was recorded.</summary>
    public IEnumerable<McapMessage> ReadMessages()
    {
        using McapReader reader = new(File);
        foreach (McapMessage message in reader.ReadMessages())
        {
            yield return message;
        }
    }

    private void ReadThrough(McapReader reader)
    {
        foreach (McapMessage message in reader.ReadMessages())
        {
            string topic = message.Channel.Topic;
            if (Topics is null)
            {
                int end = topic.StartsWith(TopicRoot, StringComparison.Ordinal) ? topic.IndexOf('/', TopicRoot.Length) : -1;
                if (end < 0)
                {
                    continue;
                }
                Topics = new Topics(topic[TopicRoot.Length..end]);
            }
            EndSec = Math.Max(EndSec, message.LogTime * 1e-9);
            CountMissing(topic, message.Payload.Span);
            if (topic == Topics.Plan)
            {
                Plan plan = message.Read(Plan.Parser);
                _plans.TryAdd(plan.Sequence, plan);
                _plansByTime.TryAdd(plan.ObservedTimeNs, plan);
                ModelHash = plan.ModelHash;
            }
            else if (topic == Topics.People)
            {
                PeopleEstimate people = message.Read(PeopleEstimate.Parser);
                _people.TryAdd(people.Sequence, people);
            }
            else if (topic == Topics.LockstepDone)
            {
                _answeredNs.Add(message.Read(TickDone.Parser).Header?.DataTimeNs ?? -1);
            }
            else if (topic == Topics.GateCycles)
            {
                _cycles++;
            }
        }
    }

    /// <summary>Every message of one topic comes from one writer, which counts from 1 without a gap.</summary>
    private void CountMissing(string topic, ReadOnlySpan<byte> payload)
    {
        if (HeaderPeek.TryRead(payload, out HeaderPeek.Stamp stamp) && stamp.Sequence > 0)
        {
            ulong last = _lastSequence.GetValueOrDefault(topic);
            if (stamp.Sequence > last + 1)
            {
                _missing[topic] = _missing.GetValueOrDefault(topic) + stamp.Sequence - last - 1;
            }
            _lastSequence[topic] = Math.Max(last, stamp.Sequence);
        }
    }
}
