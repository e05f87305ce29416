using System.Diagnostics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Messaging;
using RoboticsStack.Messaging.V1;
using RoboticsStack.Planning.Tasks.Arm;
using RoboticsStack.Recording;
using RoboticsStack.Recording.Mcap;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Runs;
using RoboticsStack.Safety.Plans;
using RoboticsStack.Safety.Surroundings;

namespace RoboticsStack.Runtime.Replay;

/// <summary>What takes part in a replay besides the recording.</summary>
public sealed record ReplayOptions
{
    public required ReplayStage Stage { get; init; }

    /// <summary>For <see cref="ReplayStage.Perception"/>; made as the run's was, if the commands are to be the same.</summary>
    public RobotBrain? Brain { get; init; }

    /// <summary>For <see cref="ReplayStage.Planner"/>; made as the run's was, if the commands are to be the same.</summary>
    public PlannerPolicy? Policy { get; init; }

    /// <summary>Of the model that takes part; empty if none does.</summary>
    public string ModelHash { get; init; } = "";

    /// <summary>Whose limits the gate keeps; null: the recorded robot's.</summary>
    public RobotDescription? Robot { get; init; }

    /// <summary>Told the time of the run that the replay has come to, seconds.</summary>
    public Action<double>? Progress { get; init; }
}

/// <summary>Plays a recorded run through brain, planner and gate of this build, as far as the stage asks, and compares.</summary>
/// <remarks>Deterministic: lockstep runs give the same commands byte for byte with the same build and model on the same machine.</remarks>
public static class Replayer
{
    /// <exception cref="UserErrorException">The recording does not hold what the stage needs.</exception>
    public static ReplayReport Replay(RecordedRun run, ReplayOptions options, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        DecisionLog decisions = new(run.Topics);
        GateComparison gate;
        using (BrainReplay? brain = options.Stage == ReplayStage.Perception ? new(run, Need(options.Brain), decisions) : null)
        {
            PlannerReplay? planner = options.Stage == ReplayStage.Planner ? new(run, Need(options.Policy), decisions) : null;
            gate = Play(run, options, brain, planner, decisions, cancellation);
        }
        double wall = run.OpeningSec + Stopwatch.GetElapsedTime(started).TotalSeconds;
        GateComparison? alone = gate.First is null || options.Stage == ReplayStage.Gate ? null
            : Play(run, options with { Stage = ReplayStage.Gate, Progress = null }, null, null, decisions, cancellation);
        IReadOnlyList<DecisionComparison> compared = decisions.Result();
        return new ReplayReport
        {
            Recording = run.File,
            Stage = options.Stage,
            WasRealTime = run.Options.RealTime,
            RecordedBuild = $"{run.Build} ({run.Fingerprint})",
            ReplayedBuild = $"{BuildInfo.Version} ({BuildFingerprint.Current})",
            IsSameBuild = run.Fingerprint == BuildFingerprint.Current,
            RecordedModel = run.ModelHash,
            ReplayedModel = options.ModelHash,
            RecordedRobot = run.Robot.ContentHash,
            ReplayedRobot = (options.Robot ?? run.Robot).ContentHash,
            SimSeconds = run.EndSec,
            WallSeconds = wall,
            IsIdentical = gate.First is null && compared.All(decision => IsSame(decision, run)),
            Gate = gate,
            GateAlone = alone,
            Decisions = compared,
            FirstDecision = decisions.First(),
            Missing = run.Missing,
        };
    }

    /// <summary>Messages that the run has and the replay has not, or the other way round, differ; unless the recording is known to lack some, or all.</summary>
    private static bool IsSame(DecisionComparison decision, RecordedRun run) =>
        decision.Differing == 0 && (decision.Unpaired == 0 || decision.Compared == 0 || run.Missing.ContainsKey($"{run.Topics.Root}/{decision.Topic}"));

    private static GateComparison Play(
        RecordedRun run, ReplayOptions options, BrainReplay? brain, PlannerReplay? planner, DecisionLog decisions, CancellationToken cancellation)
    {
        // The recorded plans name the recorded robot, those of a brain here the robot here.
        RobotDescription robot = options.Robot ?? run.Robot;
        string? model = brain is null && planner is null && run.ModelHash.Length > 0 ? run.ModelHash : null;
        PlanOrigin origin = new(run.RunId, brain is null ? run.Robot.ContentHash : robot.ContentHash, model);
        Func<ulong, Plan?> findPlan = brain is not null ? brain.FindPlan : planner is not null ? planner.FindPlan : run.FindPlan;
        using GateReplay gate = new(robot, origin, findPlan, run.FindPeople);
        Topics topics = run.Topics;
        foreach (McapMessage message in run.ReadMessages())
        {
            cancellation.ThrowIfCancellationRequested();
            string topic = message.Channel.Topic;
            if (brain is not null && decisions.Compares(topic))
            {
                if (HeaderPeek.TryRead(message.Payload.Span, out HeaderPeek.Stamp stamp) && run.WasAnswered(stamp.DataTimeNs))
                {
                    decisions.Recorded(topic, message.Payload.Span);
                }
            }
            else if (planner is not null && topic == topics.BrainReplan)
            {
                decisions.Recorded(topic, message.Payload.Span);
            }
            else if (planner is not null && topic == topics.BrainSituation)
            {
                planner.Feed(message.Read(ReplanSituation.Parser));
            }
            else if (topic == topics.GateCycles)
            {
                gate.Replay(message.Read(GateCycles.Parser));
                options.Progress?.Invoke(message.LogTime * 1e-9);
            }
            else if (topic == topics.Lidar)
            {
                LidarScan scan = message.Read(LidarScan.Parser);
                gate.See(SurroundingsSensor.Lidar, scan, new(scan.Header.DataTimeNs));
            }
            else if (topic == topics.WristCamera || topic == topics.HeadCamera)
            {
                CameraFrame frame = message.Read(CameraFrame.Parser);
                gate.See(topic == topics.WristCamera ? SurroundingsSensor.WristCamera : SurroundingsSensor.HeadCamera, frame, new(frame.Header.DataTimeNs));
            }
            else if (topic == topics.GateEvent)
            {
                gate.Hear(message.Read(GateEvent.Parser));
            }
            brain?.Feed(message);
        }
        return gate.Result();
    }

    private static T Need<T>(T? part) where T : class => part ?? throw new ArgumentException($"this stage needs a {typeof(T).Name}");
}
