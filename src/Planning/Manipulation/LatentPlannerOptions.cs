namespace RoboticsStack.Planning.Manipulation;

/// <summary>Settings of the search. Effort is counted in samples and iterations, never in wall time, so that a run can be repeated exactly.</summary>
public sealed record LatentPlannerOptions
{
    public PlannerMode Mode { get; init; } = PlannerMode.WorldModel;

    /// <summary>Begins with what the model's prior policy proposes, if it has one.</summary>
    public bool UsesPrior { get; init; } = true;

    /// <summary>Share of the first iteration's sequences that is drawn around the prior's proposal.</summary>
    public double PriorShare { get; init; } = 0.25;

    /// <summary>Their spread, as a fraction of half the range of an action dimension.</summary>
    public double PriorSpread { get; init; } = 0.2;

    /// <summary>Sequences in an ordinary iteration, 16..4096.</summary>
    public int Samples { get; init; } = 128;

    /// <summary>Sequences in an iteration of a hard situation, at least <see cref="Samples"/>.</summary>
    public int HardSamples { get; init; } = 256;

    /// <summary>No early stop before this many.</summary>
    public int MinIterations { get; init; } = 2;

    /// <summary>Iterations of an ordinary situation.</summary>
    public int Iterations { get; init; } = 8;

    /// <summary>Further iterations, with <see cref="HardSamples"/> each, that a hard situation or a veto may buy; a replan never spends more.</summary>
    public int ExtraIterations { get; init; } = 4;

    /// <summary>Share of an iteration's sequences that the next one is drawn around.</summary>
    public double EliteFraction { get; init; } = 0.08;

    /// <summary>Best sequences carried over to the next iteration and, shifted, to the next replan.</summary>
    public int KeptElites { get; init; } = 5;

    /// <summary>Spread of the first iteration, as a fraction of half the range of an action dimension.</summary>
    public double InitialSpread { get; init; } = 0.8;
    public double MinSpread { get; init; } = 0.03;

    /// <summary>Share of the old mean and spread that survives an update.</summary>
    public double Momentum { get; init; } = 0.05;

    /// <summary>Colour of the noise for the arm; see <see cref="ColouredNoise"/>.</summary>
    public double NoiseBeta { get; init; } = 2;

    /// <summary>Colour of the noise for the gripper's width: steadier than the arm's, since fingers open or close but do not wave.</summary>
    public double GripperNoiseBeta { get; init; } = 3.5;

    /// <summary>An iteration that lowers the best cost by less than this fraction counts as poor improvement.</summary>
    public double PoorImprovement { get; init; } = 0.02;

    /// <summary>A search that a prior began stops after so many of them in a row, however dear its best plan: far away every plan is.</summary>
    public int PoorIterationsToStop { get; init; } = 2;

    /// <summary>Ensemble variance, averaged over a plan, from which a situation counts as hard; in units of <see cref="Models.IWorldModel.HighDisagreement"/>.</summary>
    public double HighDisagreement { get; init; } = 1;

    /// <summary>Plans handed to the physics check.</summary>
    public int Candidates { get; init; } = 4;

    /// <summary>Distance (<see cref="PlanCandidate.DistanceTo(PlanCandidate, ActionBounds)"/>) from which two plans count as different.</summary>
    public double DistinctDistance { get; init; } = 0.15;

    /// <summary>Throws <see cref="ArgumentException"/> naming the first value out of range.</summary>
    public LatentPlannerOptions Validated()
    {
        Require(Samples is >= 16 and <= 4096, nameof(Samples), Samples, "16..4096");
        Require(HardSamples >= Samples && HardSamples <= 4096, nameof(HardSamples), HardSamples, $"{Samples}..4096");
        Require(PriorShare is >= 0 and <= 0.5, nameof(PriorShare), PriorShare, "0..0.5");
        Require(PriorSpread is > 0 and <= 2, nameof(PriorSpread), PriorSpread, "above 0, at most 2");
        Require(MinIterations >= 1, nameof(MinIterations), MinIterations, "at least 1");
        Require(Iterations >= MinIterations && Iterations <= 64, nameof(Iterations), Iterations, $"{MinIterations}..64");
        Require(ExtraIterations is >= 0 and <= 64, nameof(ExtraIterations), ExtraIterations, "0..64");
        Require(EliteFraction is > 0 and <= 0.5, nameof(EliteFraction), EliteFraction, "above 0, at most 0.5");
        Require(KeptElites is >= 0 and <= 12, nameof(KeptElites), KeptElites, "0..12");
        Require(InitialSpread is > 0 and <= 2, nameof(InitialSpread), InitialSpread, "above 0, at most 2");
        Require(MinSpread >= 0 && MinSpread <= InitialSpread, nameof(MinSpread), MinSpread, $"0..{InitialSpread}");
        Require(Momentum is >= 0 and < 1, nameof(Momentum), Momentum, "0 up to 1");
        Require(NoiseBeta is >= 0 and <= 6, nameof(NoiseBeta), NoiseBeta, "0..6");
        Require(GripperNoiseBeta is >= 0 and <= 6, nameof(GripperNoiseBeta), GripperNoiseBeta, "0..6");
        Require(PoorImprovement is >= 0 and < 1, nameof(PoorImprovement), PoorImprovement, "0 up to 1");
        Require(PoorIterationsToStop >= 1, nameof(PoorIterationsToStop), PoorIterationsToStop, "at least 1");
        Require(HighDisagreement > 0, nameof(HighDisagreement), HighDisagreement, "above 0");
        Require(Candidates is >= 1 and <= 16, nameof(Candidates), Candidates, "1..16");
        Require(DistinctDistance >= 0, nameof(DistinctDistance), DistinctDistance, "at least 0");
        return this;
    }

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"planner option {name} is {value:G6}, must be {range}"));
        }
    }
}
