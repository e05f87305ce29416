namespace RoboticsStack.Faults;

/// <summary>How one promise fared over a campaign.</summary>
/// <param name="Median">Of the episodes' greatest values.</param>
/// <param name="P99">Of the episodes' greatest values, 99 in 100 are below.</param>
/// <param name="Worst">The greatest value of all episodes.</param>
/// <param name="Broken">Episodes that broke it.</param>
/// <param name="BrokenEpisodes">The first of them, by index.</param>
public sealed record PromiseRecord(
    Promise Promise, string Unit, double Limit, double Median, double P99, double Worst, int WorstEpisode, int Broken, IReadOnlyList<int> BrokenEpisodes);

/// <summary>What one function did in episodes with one fault.</summary>
/// <param name="Episodes">Episodes in which it demanded more than a warning for the first time after the fault had begun.</param>
/// <param name="MedianSec">From the fault's beginning to that demand, the median of them.</param>
public sealed record Catch(string Function, int Episodes, double MedianSec);

/// <summary>How often something was injected, who caught it, and how many of those episodes broke a promise.</summary>
public sealed record InjectionRecord(string Name, string Category, string What, int Episodes, int Broken, int Stopped, IReadOnlyList<Catch> Catches);

public sealed record CampaignReport
{
    public required ulong Seed { get; init; }

    /// <summary>One episode in so many was run by the stack's own brain; 0: none.</summary>
    public required int RealEvery { get; init; }
    public required int Episodes { get; init; }

    /// <summary>Episodes in which at least one promise was broken.</summary>
    public required int Broken { get; init; }

    /// <summary>Simulated hours, and those in which plans were followed.</summary>
    public required double SimulatedHours { get; init; }
    public required double ActiveHours { get; init; }
    public required IReadOnlyList<PromiseRecord> Promises { get; init; }
    public required IReadOnlyList<InjectionRecord> Injections { get; init; }

    /// <summary>By function, the episodes in which it did more than warn.</summary>
    public required IReadOnlyDictionary<string, int> Functions { get; init; }
}
