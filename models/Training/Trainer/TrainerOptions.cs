using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Training;

/// <summary>How a world model is trained. Training ends at <see cref="MaxSteps"/> or when <see cref="Budget"/> is used up.</summary>
public sealed record TrainerOptions
{
    public WorldModelArchitecture Architecture { get; init; } = new();

    /// <summary>Sequences per step.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Steps predicted beyond the history of three; the later ones from the model's own predictions.</summary>
    public int RolloutSteps { get; init; } = 3;

    public double PeakLearningRate { get; init; } = 2e-3;

    /// <summary>Much decay: the kitchens are few, and weights that grow learn them by heart.</summary>
    public AdamWOptions Optimiser { get; init; } = new() { WeightDecay = 0.1 };

    /// <summary>λ of the anti-collapse term; 0.01 to 0.2 work.</summary>
    public double SigRegWeight { get; init; } = 0.09;
    public int SigRegDirections { get; init; } = 64;

    /// <summary>Of VICReg's two terms, the hinge on the deviation and half as much of the covariance (the ratio of EB-JEPA); 0 leaves them out.</summary>
    public double VicRegWeight { get; init; }
    public double RolloutWeight { get; init; } = 1;

    /// <summary>Weight of decoding the action from the change of the latent.</summary>
    public double ActionWeight { get; init; } = 1;
    public double ProbeWeight { get; init; } = 1;

    /// <summary>
    /// Share of the probes' gradient that reaches the encoder. 0 keeps the stop-gradient whole; above, labels shape the latent.
    /// </summary>
    public double ProbeShaping { get; init; }

    public long MaxSteps { get; init; } = 20_000;

    /// <summary>Wall time; the learning rate's schedule follows whichever limit is nearer.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(20);
    public ulong Seed { get; init; } = 1;
    public SessionSettings Session { get; init; } = SessionSettings.Default;

    /// <summary>Steps between reports.</summary>
    public int ReportEvery { get; init; } = 50;

    /// <summary>A training of a few minutes: the same model, fewer steps.</summary>
    public static TrainerOptions Quick { get; } = new() { BatchSize = 128, MaxSteps = 3000, Budget = TimeSpan.FromMinutes(2.5) };

    internal void Validate()
    {
        Architecture.Validate();
        if (BatchSize is < 8 or > 4096 || RolloutSteps is < 1 or > 16 || !(PeakLearningRate > 0) || !(SigRegWeight >= 0) || !(VicRegWeight >= 0) || !(ActionWeight >= 0) || ProbeShaping is not (>= 0 and <= 1)
            || SigRegDirections is < 1 or > 4096 || MaxSteps < 1 || Budget <= TimeSpan.Zero || ReportEvery < 1)
        {
            throw new ArgumentException($"Batch size 8 to 4096, rollout 1 to 16 steps, directions 1 to 4096, probe shaping 0 to 1, rates, weights and limits positive: {this}");
        }
    }
}

/// <summary>Where a training stands.</summary>
public readonly record struct TrainingProgress(
    long Step, double Fraction, double LearningRate, double ElapsedSeconds, double FramesPerSecond, TrainingLosses Losses);

/// <summary>Averages since the last report.</summary>
public readonly record struct TrainingLosses(double Total, double Prediction, double Rollout, double SigReg, double Action, double Probes)
{
    public override string ToString() => FormattableString.Invariant(
        $"loss {Total:F3} (prediction {Prediction:F4}, rollout {Rollout:F4}, SIGReg {SigReg:F2}, action {Action:F3}, probes {Probes:F3})");
}
