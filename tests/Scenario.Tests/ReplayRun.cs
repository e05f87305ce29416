using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.Bus;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Tasks;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Planning.Tasks.Tree;
using RoboticsStack.Recording;
using RoboticsStack.Recording.Mcap;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Gate;
using RoboticsStack.Runtime.Replay;
using RoboticsStack.Runtime.Runs;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Scenario.Tests;

/// <summary>
/// Some seconds of a lockstep run in one process, recorded: the arm is moved by the world-model planner with a small untrained model, and at a known
/// tick somebody presses the emergency stop.
/// </summary>
public sealed class ReplayRun : IDisposable
{
    public const ulong Seed = 3;
    public const int StopTick = 22;
    private const ulong RunId = 77;

    private readonly string _folder = Directory.CreateTempSubdirectory("replay-").FullName;
    private readonly ProcessModel _model = new();
    private int _files;

    public ReplayRun()
    {
        File = NewFile();
        CoffeeOptions options = new() { Seed = Seed, TimeLimitSec = 2.6 };
        using AssembledGate gate = GateFactory.Simulated(Robot, Seed, RunId, modelHash: null, gripperStart: new Pose(new Vec3(0.55, 0.1, 0.35), Quat.Identity));
        using AssembledBrain brain = NewBrain();
        RunRecorder? recorder = null;
        try
        {
            (RunSummary summary, _) = LocalRun.Run(options, gate, brain.Brain, RunId, CancellationToken.None, (bus, topics) =>
            {
                recorder = new RunRecorder(bus, new RecorderOptions { Path = File, Topics = topics, Metadata = RunProvenance.Metadata(options, RunId) });
                RunProvenance.Attach(recorder, Robot);
                bus.SubscribeTo<Tick>(topics.LockstepTick, tick =>
                {
                    if (tick.Index == StopTick)
                    {
                        bus.Publish(topics.Stop, [1]);
                    }
                }, new DropCounters());
            });
            CommandHash = summary.CommandLogHash;
        }
        finally
        {
            recorder?.Dispose();
        }
    }

    public static RobotDescription Robot { get; } = RobotDescription.Load(Cli.RepositoryFiles.Robot("home_manipulator"));

    /// <summary>The untouched recording.</summary>
    public string File { get; }

    /// <summary>SHA-256 of the run's commands, as the gate host found it.</summary>
    public string CommandHash { get; }

    /// <summary>A brain as the run's, or one whose planner draws other numbers.</summary>
    public AssembledBrain NewBrain(ulong plannerSeed = Seed)
    {
        WorldModel model = WorldModel.Load(_model.Path);
        ManipulationPlanner planner = new(
            model, null, new LatentPlannerOptions { Samples = 16, HardSamples = 16, Iterations = 2, ExtraIterations = 0 },
            new ManipulationPlannerOptions(), ArmSkills.Reach, RandomStream.For(plannerSeed, "planner"));
        PlannerPolicy policy = new(planner, () => 0);
        Node<TaskContext> task = new Retry<TaskContext>("again and again", int.MaxValue,
            new Sequence<TaskContext>("round", ArmSkills.ToCarryPose(), new Step<TaskContext>("again", _ => false)));
        RobotBrain brain = BrainFactory.Around(Robot, policy, model.ModelHash, new CoffeeOptions().PlanningLatencySec, task);
        return new AssembledBrain(brain, policy, model.ModelHash, [policy, model]);
    }

    public ReplayReport Replay(ReplayStage stage, string? file = null, ulong plannerSeed = Seed, RobotDescription? robot = null)
    {
        using AssembledBrain brain = NewBrain(plannerSeed);
        return Replayer.Replay(
            RecordedRun.Open(file ?? File),
            new ReplayOptions { Stage = stage, Brain = brain.Brain, Policy = brain.Policy, ModelHash = brain.ModelHash, Robot = robot },
            CancellationToken.None);
    }

    /// <summary>A copy in which messages are changed or, where <paramref name="change"/> gives null, left out.</summary>
    /// <param name="change">Given the topic without the robot's prefix and the payload.</param>
    /// <param name="keepsRun">False leaves out metadata and attachments.</param>
    public string Tamper(Func<string, byte[], byte[]?> change, bool keepsRun = true)
    {
        string target = NewFile();
        using McapReader reader = new(File);
        using McapWriter writer = new(new FileStream(target, FileMode.Create));
        Dictionary<ushort, ushort> channels = [];
        foreach (McapMessage message in reader.ReadMessages())
        {
            string topic = message.Channel.Topic;
            if (change(topic[(new Topics("home_manipulator").Root.Length + 1)..], message.Payload.ToArray()) is not { } payload)
            {
                continue;
            }
            if (!channels.TryGetValue(message.Channel.Id, out ushort channel))
            {
                ushort schema = message.Channel.Schema is { } known ? writer.AddSchema(known.Name, known.Encoding, known.Data.Span) : (ushort)0;
                channels[message.Channel.Id] = channel = writer.AddChannel(topic, schema, message.Channel.MessageEncoding, message.Channel.Metadata);
            }
            writer.WriteMessage(channel, message.Sequence, message.LogTime, message.PublishTime, payload);
        }
        if (keepsRun)
        {
            foreach (McapMetadata metadata in reader.Metadata)
            {
                writer.AddMetadata(metadata.Name, metadata.Values);
            }
            foreach (McapAttachment attachment in reader.Attachments)
            {
                writer.AddAttachment(attachment.Name, attachment.MediaType, attachment.Time, attachment.Data.Span);
            }
        }
        return target;
    }

    public string NewFile() => Path.Combine(_folder, $"{_files++}.mcap");

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
