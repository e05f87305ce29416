using RoboticsStack.Learning;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>How distances are learned, once encoders and predictor are.</summary>
public sealed record DistanceTrainerOptions
{
    /// <summary>Places of each layout between which ways are sought; even.</summary>
    public int Places { get; init; } = 192;

    /// <summary>Nearest places, in the latent, to which a way of one block is tried.</summary>
    public int Neighbours { get; init; } = 24;

    /// <summary>
    /// An edge is believed if the predictor, given the action decoded for it, ends no further off than this share of the way. Across a wall it ends where it began, and is off by all of it.
    /// </summary>
    public double Tolerance { get; init; } = 0.25;

    /// <summary>Pairs of places in a step.</summary>
    public int Rows { get; init; } = 1024;
    public long Steps { get; init; } = 4000;
    public double PeakLearningRate { get; init; } = 1.5e-3;
    public AdamWOptions Optimiser { get; init; } = new() { WeightDecay = 0.01, GradientNormLimit = 2 };
    public ulong Seed { get; init; } = 1;
    public int ReportEvery { get; init; } = 200;

    internal void Validate()
    {
        if (Places is < 4 or > 4096 || Places % 2 != 0 || Neighbours < 1 || Neighbours >= Places || !(Tolerance > 0) || Rows is < 1 or > 65536 || Steps < 1 || !(PeakLearningRate > 0) || ReportEvery < 1)
        {
            throw new ArgumentException($"Places 4 to 4096 and even, fewer neighbours than places, rows 1 to 65536, the rest positive: {this}");
        }
    }
}
