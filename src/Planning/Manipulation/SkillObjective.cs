using RoboticsStack.Models;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>What a manipulation skill wants, as costs on decoded probes, plus what it may do. See <see cref="SkillObjectives"/> for the skills.</summary>
public sealed record SkillObjective
{
    private readonly IReadOnlyList<ProbeTerm> _terms = [];

    /// <summary>Names the skill in reports; a change of name starts the search afresh.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<ProbeTerm> Terms
    {
        get => _terms;
        init
        {
            foreach (ProbeTerm term in value)
            {
                term.Validate(Name ?? "");
            }
            if (value.GroupBy(term => (term.Probe, term.Kind)).Any(group => group.Count() > 1))
            {
                throw new ArgumentException($"skill {Name}: two terms of one kind on the same probe");
            }
            _terms = value;
        }
    }

    public required ActionBounds Bounds { get; init; }

    /// <summary>Largest force the fingers may squeeze with, newtons.</summary>
    public required double GripperForceN { get; init; }

    /// <summary>Cost of a mean squared latent distance of 1 from the goal observation; 0 leaves the goal observation out.</summary>
    public double LatentWeight { get; init; }

    /// <summary>Cost of an ensemble variance of 1.</summary>
    public double UncertaintyWeight { get; init; } = 5;
    public double ActionWeight { get; init; } = 0.02;
    public double ActionChangeWeight { get; init; } = 0.1;

    /// <summary>A mean cost per step at which the search may stop early: by default every error within about half its scale.</summary>
    public double GoodEnoughCostPerStep { get; init; } = 0.5;

    /// <summary>The same skill with a term replaced or added.</summary>
    public SkillObjective With(ProbeTerm term) => this with
    {
        Terms = [.. Terms.Where(other => (other.Probe, other.Kind) != (term.Probe, term.Kind)), term],
    };

    /// <summary>Fills the cost inputs of a rollout.</summary>
    public void WriteTo(RolloutBatch batch)
    {
        batch.Target.Clear();
        batch.Weight.Clear();
        batch.LowerBound.Clear();
        batch.LowerWeight.Clear();
        batch.UpperBound.Clear();
        batch.UpperWeight.Clear();
        foreach (ProbeTerm term in Terms)
        {
            switch (term.Kind)
            {
                case ProbeTermKind.Track:
                    (batch.Target[term.Probe], batch.Weight[term.Probe]) = ((float)term.Value, (float)term.Weight);
                    break;
                case ProbeTermKind.AtLeast:
                    (batch.LowerBound[term.Probe], batch.LowerWeight[term.Probe]) = ((float)term.Value, (float)term.Weight);
                    break;
                case ProbeTermKind.AtMost:
                    (batch.UpperBound[term.Probe], batch.UpperWeight[term.Probe]) = ((float)term.Value, (float)term.Weight);
                    break;
            }
        }
        batch.UncertaintyWeight = (float)UncertaintyWeight;
        batch.ActionWeight = (float)ActionWeight;
        batch.ActionChangeWeight = (float)ActionChangeWeight;
    }
}
