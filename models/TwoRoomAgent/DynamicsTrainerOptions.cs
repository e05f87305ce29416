using RoboticsStack.Learning;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>How the predictor, and the encoder of the walls with it, learn on once the encoder of the dot stands.</summary>
public sealed record DynamicsTrainerOptions
{
    /// <summary>Layouts in a step.</summary>
    public int Layouts { get; init; } = 64;

    /// <summary>Pieces of walks through each of them.</summary>
    public int Pieces { get; init; } = 12;

    /// <summary>Blocks of a piece that the predictor goes on for by itself.</summary>
    public int Blocks { get; init; } = 3;

    /// <summary>Share of pieces that hold a block which surprised the predictor it began with: walls met and doors passed, which aimless walks seldom do.</summary>
    public double SurprisingPieces { get; init; } = 0.5;

    /// <summary>Share of a layout's blocks that count as surprising.</summary>
    public double SurprisingBlocks { get; init; } = 0.15;
    public long Steps { get; init; } = 6000;
    public double PeakLearningRate { get; init; } = 1.5e-3;
    public AdamWOptions Optimiser { get; init; } = new() { WeightDecay = 0.01, GradientNormLimit = 2 };
    public ulong Seed { get; init; } = 1;
    public int ReportEvery { get; init; } = 200;

    internal int Rows => Layouts * Pieces;

    internal void Validate()
    {
        if (Layouts is < 2 or > 1024 || Pieces is < 1 or > 256 || Blocks is < 1 or > 32 || SurprisingPieces is not (>= 0 and <= 1) || SurprisingBlocks is not (> 0 and <= 1)
            || Steps < 1 || !(PeakLearningRate > 0) || ReportEvery < 1)
        {
            throw new ArgumentException($"Layouts 2 to 1024, pieces 1 to 256, blocks 1 to 32, shares in 0..1, the rest positive: {this}");
        }
    }
}
