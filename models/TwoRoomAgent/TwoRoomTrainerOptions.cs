using RoboticsStack.Learning;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>How encoders and predictor are trained. Training ends after <see cref="Steps"/>; how long that takes depends on the machine, what comes out does not.</summary>
public sealed record TwoRoomTrainerOptions
{
    public TwoRoomArchitecture Architecture { get; init; } = new();

    /// <summary>Layouts in a step.</summary>
    public int Layouts { get; init; } = 64;

    /// <summary>Pieces of walks through each of them.</summary>
    public int Pieces { get; init; } = 3;

    /// <summary>Images of a piece, a block of actions apart; the predictor goes on from the first without looking at the others.</summary>
    public int Frames { get; init; } = 4;
    public long Steps { get; init; } = 2500;
    public double PeakLearningRate { get; init; } = 1.5e-3;
    public AdamWOptions Optimiser { get; init; } = new() { WeightDecay = 0.01, GradientNormLimit = 2 };

    /// <summary>Of decoding the mean action from two latents; without it EB-JEPA's success falls from 97 to 1 %.</summary>
    public double InverseDynamicsWeight { get; init; } = 1;

    /// <summary>Of VICReg's two terms, against collapse, for each part of the latent.</summary>
    public double VarianceWeight { get; init; } = 4;
    public double CovarianceWeight { get; init; } = 0.003;
    public ulong Seed { get; init; } = 1;
    public int ReportEvery { get; init; } = 200;

    internal int Rows => Layouts * Pieces;

    internal void Validate()
    {
        Architecture.Validate();
        if (Layouts is < 2 or > 1024 || Pieces is < 1 or > 64 || Frames is < 2 or > 32 || Steps < 1 || !(PeakLearningRate > 0) || ReportEvery < 1
            || new[] { InverseDynamicsWeight, VarianceWeight, CovarianceWeight }.Any(weight => !(weight >= 0)))
        {
            throw new ArgumentException($"Layouts 2 to 1024, pieces 1 to 64, frames 2 to 32, the rest positive: {this}");
        }
    }
}

/// <summary>Where a training stands.</summary>
/// <param name="Stage">What is being trained.</param>
/// <param name="Figures">Losses and the like by name, averaged since the last report; the first is what is minimised.</param>
public readonly record struct TwoRoomProgress(string Stage, long Step, long Steps, IReadOnlyList<(string Name, double Value)> Figures)
{
    public double Loss => Figures[0].Value;
}
