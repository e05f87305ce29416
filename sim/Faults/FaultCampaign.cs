using RoboticsStack.Control.Robot;

namespace RoboticsStack.Faults;

/// <summary>How one promise fared over a campaign.</summary>
/// <param name="Worst">The greatest value of all episodes.</param>
/// <param name="Median">Of the episodes' greatest values.</param>
/// <param name="Broken">Episodes that broke it.</param>
/// <param name="FirstBroken">Index of the first of them; −1 for none.</param>
public sealed record PromiseRecord(Promise Promise, double Limit, double Median, double Worst, int Broken, int FirstBroken);

/// <summary>How often something was injected, and how many of those episodes broke a promise.</summary>
public sealed record InjectionRecord(string Name, string Category, int Episodes, int Broken, int Stopped);

public sealed record CampaignReport
{
    public required ulong Seed { get; init; }
    public required int Episodes { get; init; }

    /// <summary>Episodes in which at least one promise was broken.</summary>
    public required int Broken { get; init; }

    /// <summary>Simulated hours, and those in which plans were followed.</summary>
    public required double SimulatedHours { get; init; }
    public required double ActiveHours { get; init; }
    public required IReadOnlyList<PromiseRecord> Promises { get; init; }
    public required IReadOnlyList<InjectionRecord> Injections { get; init; }
}

/// <summary>Many episodes, side by side; the same seed gives the same report, whatever the number of jobs.</summary>
public sealed class FaultCampaign(RobotDescription robot, ulong seed)
{
    /// <param name="runs">Episodes 0 up to this.</param>
    /// <param name="jobs">So many at a time.</param>
    /// <param name="progress">Told after each episode, in order.</param>
    /// <param name="cancellation">Ends it early; the report covers what has run.</param>
    public CampaignReport Run(int runs, int jobs, Action<EpisodeResult>? progress, CancellationToken cancellation)
    {
        List<EpisodeResult> results = new(runs);
        FaultEpisode episode = new(robot, seed);
        IEnumerable<EpisodeResult> made = Enumerable.Range(0, runs)
            .AsParallel().AsOrdered().WithDegreeOfParallelism(jobs).WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(episode.Run);
        foreach (EpisodeResult result in made)
        {
            results.Add(result);
            progress?.Invoke(result);
            if (cancellation.IsCancellationRequested)
            {
                break;
            }
        }
        return Sum(results);
    }

    private CampaignReport Sum(List<EpisodeResult> results) => new()
    {
        Seed = seed,
        Episodes = results.Count,
        Broken = results.Count(result => result.Violations.Count > 0),
        SimulatedHours = results.Count * FaultEpisode.DurationSec / 3600,
        ActiveHours = results.Sum(result => result.ActiveSec) / 3600,
        Promises = [.. Enum.GetValues<Promise>().Select(promise => Sum(promise, results))],
        Injections =
        [
            .. FaultCatalogue.All.Select(fault => Sum(fault.Name, fault.Category.ToString(), results.Where(result => result.Faults.Contains(fault.Name)))),
            .. Enum.GetValues<BrainStyle>().Select(style => Sum($"brain {style}".ToLowerInvariant(), nameof(FaultCategory.Planner), results.Where(result => result.Style == style))),
        ],
    };

    private PromiseRecord Sum(Promise promise, List<EpisodeResult> results)
    {
        List<double> worst = [.. results.Select(result => result.Worst[(int)promise]).Order()];
        List<EpisodeResult> broken = [.. results.Where(result => result.Violations.Any(violation => violation.Promise == promise))];
        return new PromiseRecord(
            promise, EpisodeJudge.LimitOf(robot, promise), worst.Count > 0 ? worst[worst.Count / 2] : 0, worst.Count > 0 ? worst[^1] : 0, broken.Count, broken.Count > 0 ? broken[0].Index : -1);
    }

    private static InjectionRecord Sum(string name, string category, IEnumerable<EpisodeResult> results)
    {
        List<EpisodeResult> with = [.. results];
        return new InjectionRecord(
            name, category, with.Count, with.Count(result => result.Violations.Count > 0),
            with.Count(result => result.Interventions.Any(intervention => intervention.EndsWith("Stop", StringComparison.Ordinal) || intervention.EndsWith("PowerOff", StringComparison.Ordinal))));
    }
}
