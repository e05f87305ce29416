namespace RoboticsStack.Planning.Manipulation;

/// <summary>One iteration of a search, for people: what it drew and what its best looked like.</summary>
/// <param name="Samples">Sequences rolled out.</param>
/// <param name="BestCost">Of the cheapest of them.</param>
/// <param name="LastEliteCost">Of the dearest that moved the distribution.</param>
/// <param name="Elites">The cheapest few, cheapest first; the plans themselves, not copies.</param>
public sealed record SearchStep(int Samples, double BestCost, double LastEliteCost, IReadOnlyList<PlanCandidate> Elites)
{
    /// <summary>More than this nobody can tell apart in a picture.</summary>
    public const int MaxElites = 8;

    internal static SearchStep Of(int samples, IReadOnlyList<PlanCandidate> elites) =>
        new(samples, elites[0].Cost, elites[^1].Cost, [.. elites.Take(MaxElites)]);
}
