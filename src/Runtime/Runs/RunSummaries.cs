using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Runtime.Runs;

/// <summary>Makes a run's summary of what was followed on the bus.</summary>
public static class RunSummaries
{
    /// <summary>Written by the gate process: SHA-256 of the command log, in hex.</summary>
    public const string CommandHashFile = "commands.sha256";

    public static RunSummary From(CoffeeOptions options, RunFiguresSnapshot figures, string? failure, string commandHash, double wallSeconds)
    {
        PlantScore score = figures.Score ?? new PlantScore { Failure = "the plant gave no score" };
        return new RunSummary
        {
            Success = score.Success && failure is null,
            Seed = options.Seed,
            Failure = failure ?? score.Failure,
            Stages = [.. score.Stages.Select(stage => new StageSummary(stage.Name, stage.Success, stage.SimSeconds))],
            Hazards = new HazardSummary(score.SpilledMl, (int)score.ObjectsDropped, (int)score.ObjectsToppled, score.PeakContactN,
                (long)figures.Gate.Interventions, (long)figures.Gate.StalePlans, figures.ContactStops),
            Timing = new TimingSummary
            {
                ReplanP50Ms = figures.ReplanP50Ms,
                ReplanP99Ms = figures.ReplanP99Ms,
                Replans = figures.Replans,
                Vetoes = figures.Vetoes,
                WallSeconds = wallSeconds,
                SimSeconds = figures.SimSeconds,
            },
            Versions = new VersionSummary(BuildInfo.Version, figures.ModelHash, options.Robot),
            CommandLogHash = commandHash,
            Planner = options.Planner.ToString().ToLowerInvariant(),
            PhysicsCheck = options.PhysicsCheck,
            ServedMl = score.ServedMl,
            People = score.People == 0 ? null : new PeopleSummary(
                (int)score.People, double.IsFinite(score.SmallestSeparationM) ? score.SmallestSeparationM : null, score.PeakPersonForceN, score.PersonForceShare),
        };
    }
}
