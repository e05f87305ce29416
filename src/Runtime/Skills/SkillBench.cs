using System.Collections.Concurrent;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Brain;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Runs;

namespace RoboticsStack.Runtime.Skills;

/// <summary>Which episodes are run, and by what.</summary>
public sealed record SkillBenchOptions
{
    public required IReadOnlyList<Skill> Skills { get; init; }

    /// <summary>Kitchens; each gives one episode of every skill.</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }
    public required CoffeeOptions Run { get; init; }
    public required int Jobs { get; init; }

    /// <summary>Where results are kept, taken up again if they are of the same build, model and settings.</summary>
    public required string File { get; init; }

    public SkillBenchOptions Validated() => Jobs is >= 1 and <= 256
        ? this
        : throw new UserErrorException($"--jobs {Jobs} is out of range: give 1 to 256.");
}

/// <summary>What a stored file of skill episodes is of.</summary>
/// <param name="Build">Names the code.</param>
/// <param name="Robot">Hash of its description.</param>
/// <param name="Model">Hash of its manifest.</param>
/// <param name="Planning">Hash over the model and the prior policy that seeds its search (<see cref="Models.WorldModel.PlanningHash"/>).</param>
public sealed record SkillBenchHeader(string Build, string Robot, string Model, string Planning, ArmPlannerKind Planner, bool PhysicsCheck, double LatencySec);

/// <param name="Total">Episodes asked for, those that were stored included.</param>
/// <param name="Results">So far.</param>
/// <param name="Newest">The one just run.</param>
public readonly record struct SkillBenchProgress(int Total, IReadOnlyCollection<SkillResult> Results, SkillResult Newest);

/// <summary>Many skill episodes side by side. The same options give the same results, whatever the number of jobs and however often it was broken off.</summary>
public sealed class SkillBench(RobotDescription robot, SkillBenchOptions options)
{
    /// <param name="progress">Told after each episode, one at a time, in whatever order they end.</param>
    /// <param name="cancellation">Ends it early; what has been run is kept.</param>
    public SkillReport Run(Action<SkillBenchProgress>? progress, CancellationToken cancellation)
    {
        // One thread: episodes run side by side, and the same one has to come out the same whatever the machine.
        CoffeeOptions run = options.Run with { ModelThreads = 1 };
        SkillBenchHeader header = new(BuildFingerprint.Current, robot.ContentHash, Models.WorldModelManifest.Read(run.ModelDirectory).Hash,
            BrainFactory.PlanningHash(robot, run), run.Planner, run.PhysicsCheck, run.PlanningLatencySec);
        HashSet<(Skill, ulong)> wanted = [.. options.Seeds.SelectMany(seed => options.Skills.Select(skill => (skill, seed)))];
        Dictionary<(Skill, ulong), SkillResult> results = [];
        using ResultLines<SkillBenchHeader, SkillResult> store = ResultLines<SkillBenchHeader, SkillResult>.Open(options.File, header, known =>
        {
            if (wanted.Contains((known.Skill, known.Seed)))
            {
                results[(known.Skill, known.Seed)] = known;
            }
        });
        (Skill Skill, ulong Seed)[] missing = [.. wanted.Where(episode => !results.ContainsKey(episode))];
        using ModelPool models = new(run);
        SkillEpisode episode = new(robot, models, run);
        Lock one = new();
        try
        {
            Parallel.ForEach(
                Partitioner.Create(missing, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = options.Jobs, CancellationToken = cancellation },
                next =>
                {
                    SkillResult result = episode.Run(next.Skill, next.Seed, cancellation);
                    lock (one)
                    {
                        store.Append(result);
                        results[next] = result;
                        progress?.Invoke(new(wanted.Count, results.Values, result));
                    }
                });
        }
        catch (OperationCanceledException)
        {
            // What has run counts.
        }
        return SkillReport.Of(header, results.Values);
    }
}
