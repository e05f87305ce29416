namespace RoboticsStack.Planning.Manipulation;

/// <summary>Settings around the search: what is committed, how far setpoints may lead, how many plans are checked.</summary>
public sealed record ManipulationPlannerOptions
{
    /// <summary>
    /// Steps already under way when a plan arrives. A plan takes effect 60 ms after its observation, within the first 100 ms step: that
    /// step is left as the previous plan had it, and the search knows so.
    /// </summary>
    public int CommittedSteps { get; init; } = 1;

    /// <summary>Farthest a setpoint may run ahead of a gripper that something holds back.</summary>
    public double MaxLeadM { get; init; } = 0.05;

    /// <summary>A gate that stands farther than this from the previous plan is no longer following it.</summary>
    public double MaxPlanDeviationM { get; init; } = 0.05;

    /// <summary>Plans checked in one replan before the arm holds instead.</summary>
    public int MaxChecks { get; init; } = 12;

    /// <summary>Where every plan is vetoed, the one whose veto comes last is stopped this long before it, and checked like that.</summary>
    public double StopBeforeVetoSec { get; init; } = 0.3;

    /// <summary>Throws <see cref="ArgumentException"/> naming the first value out of range.</summary>
    public ManipulationPlannerOptions Validated()
    {
        Require(CommittedSteps is >= 0 and <= 4, nameof(CommittedSteps), CommittedSteps, "0..4");
        Require(MaxLeadM is > 0 and <= 0.2, nameof(MaxLeadM), MaxLeadM, "above 0, at most 0.2 m");
        Require(MaxPlanDeviationM is > 0 and <= 0.5, nameof(MaxPlanDeviationM), MaxPlanDeviationM, "above 0, at most 0.5 m");
        Require(StopBeforeVetoSec is >= 0.1 and <= 1, nameof(StopBeforeVetoSec), StopBeforeVetoSec, "0.1..1 s");
        Require(MaxChecks is >= 1 and <= 64, nameof(MaxChecks), MaxChecks, "1..64");
        return this;
    }

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"manipulation planner option {name} is {value:G6}, must be {range}"));
        }
    }
}
