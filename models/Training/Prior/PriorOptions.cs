using RoboticsStack.Learning;

namespace RoboticsStack.Training.Prior;

/// <summary>How a prior policy is trained. Training ends at <see cref="MaxSteps"/> or when <see cref="Budget"/> is used up.</summary>
public sealed record PriorOptions
{
    /// <summary>Questions per step.</summary>
    public int BatchSize { get; init; } = 128;
    public double PeakLearningRate { get; init; } = 1e-3;
    public AdamWOptions Optimiser { get; init; } = new() { WeightDecay = 0.02 };
    public long MaxSteps { get; init; } = 8_000;

    /// <summary>Wall time; the learning rate's schedule follows whichever limit is nearer.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(10);
    public ulong Seed { get; init; } = 1;
    public int ReportEvery { get; init; } = 100;
    public SessionSettings Session { get; init; } = SessionSettings.Default;

    /// <summary>A demonstration.</summary>
    public static PriorOptions Quick { get; } = new() { MaxSteps = 200, Budget = TimeSpan.FromSeconds(20) };

    internal void Validate()
    {
        if (BatchSize is < 1 or > 4096 || !(PeakLearningRate > 0) || MaxSteps < 1 || Budget <= TimeSpan.Zero || ReportEvery < 1)
        {
            throw new ArgumentException($"Batch size 1 to 4096; learning rate, steps, budget and interval of the reports must be positive: {this}");
        }
    }
}

/// <summary>Where the prior's training stands, and after it its measuring.</summary>
/// <param name="Loss">Mean of ln(1 + cost per step) since the last report.</param>
/// <param name="Answered">Questions answered so far to measure what it is worth; 0 while it is trained.</param>
public readonly record struct PriorProgress(long Step, double Fraction, double Loss, int Answered = 0);
