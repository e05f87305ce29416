namespace RoboticsStack.Planning.Manipulation;

/// <summary>Why a search ended.</summary>
public enum SearchEnd
{
    /// <summary>Good enough, sure enough, and no longer improving.</summary>
    EarlyStop,

    /// <summary>The ordinary number of iterations.</summary>
    Ordinary,

    /// <summary>All it may ever spend.</summary>
    BudgetSpent,
}

/// <param name="Candidates">Distinct plans, best first (in the order drawn for random actions); at least one.</param>
/// <param name="SampleCount">Sequences rolled out in this replan so far, extra effort included.</param>
/// <param name="IterationCount">Iterations of this replan so far.</param>
/// <param name="HoldCost">What doing nothing would cost.</param>
/// <param name="WasHard">More than the ordinary effort was spent.</param>
/// <param name="Steps">The iterations of this replan so far, for people.</param>
public sealed record PlanResult(
    IReadOnlyList<PlanCandidate> Candidates, int SampleCount, int IterationCount, double HoldCost, bool WasHard, SearchEnd End, IReadOnlyList<SearchStep> Steps)
{
    public PlanCandidate Best => Candidates[0];

    /// <summary>Fraction of the cost of doing nothing that the best plan saves; at most 1.</summary>
    public double Improvement => HoldCost > 0 ? 1 - Best.Cost / HoldCost : 0;
}
