using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Replay;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Cli.Replay;

/// <summary>Replays one recording and shows what came of it.</summary>
internal sealed class ReplayCommand
{
    private const int Stopped = 130;

    public required string File { get; init; }
    public required ReplayStage Stage { get; init; }

    /// <summary>Null: the default one, which must be the run's.</summary>
    public string? ModelDirectory { get; init; }

    /// <summary>Null: the recorded one.</summary>
    public string? RobotName { get; init; }
    public bool Json { get; init; }

    public int Run(CancellationToken cancellation)
    {
        RecordedRun run = RecordedRun.Open(Directory.Exists(File) ? Path.Combine(File, CoffeeSession.RecordingFile) : File);
        RobotDescription? robot = RobotName is null ? null : RobotDescription.Load(RepositoryFiles.Robot(RobotName));
        using AssembledBrain? brain = Stage == ReplayStage.Gate ? null : LoadBrain(run, robot ?? run.Robot);
        ReplayReport report;
        using (ReplayProgress progress = new(run.EndSec))
        {
            try
            {
                report = Replayer.Replay(
                    run,
                    new ReplayOptions
                    {
                        Stage = Stage,
                        Brain = Stage == ReplayStage.Perception ? brain?.Brain : null,
                        Policy = Stage == ReplayStage.Planner ? brain?.Policy : null,
                        ModelHash = brain?.ModelHash ?? "",
                        Robot = robot,
                        Progress = progress.Show,
                    },
                    cancellation);
            }
            catch (OperationCanceledException)
            {
                return Stopped;
            }
        }
        if (Json)
        {
            Console.Out.WriteLine(report.ToJson());
        }
        else
        {
            ReplayScreen.Print(report);
        }
        return report.IsIdentical ? 0 : 1;
    }

    /// <summary>Made as the run's brain was.</summary>
    /// <exception cref="UserErrorException">The model at hand is another one, and nobody asked for that.</exception>
    private AssembledBrain LoadBrain(RecordedRun run, RobotDescription robot)
    {
        string directory = RepositoryFiles.Resolve(ModelDirectory ?? new CoffeeOptions().ModelDirectory);
        AssembledBrain brain = BrainFactory.Coffee(robot, run.Options with { ModelDirectory = directory });
        if (ModelDirectory is null && brain.ModelHash != run.ModelHash)
        {
            string message = $"The run was made with model {Short(run.ModelHash)}, but {directory} holds {Short(brain.ModelHash)}. "
                + $"Give that model's folder with --model, or --model {directory} to see what this one would have done.";
            brain.Dispose();
            throw new UserErrorException(message);
        }
        return brain;
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash.Length == 0 ? "(none)" : hash;
}
