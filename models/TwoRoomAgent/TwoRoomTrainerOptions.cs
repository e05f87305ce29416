using RoboticsStack.Learning;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>How the committed weights are made. Training ends after <see cref="Steps"/>; how long that takes depends on the machine, what comes out does not.</summary>
public sealed record TwoRoomTrainerOptions
{
    public TwoRoomArchitecture Architecture { get; init; } = new();

    /// <summary>Layouts in a step; distances are compared within one.</summary>
    public int Layouts { get; init; } = 16;

    /// <summary>Pieces of walks through each of them.</summary>
    public int Pieces { get; init; } = 4;

    /// <summary>Images of a piece, a block of actions apart; the predictor goes on from the first without looking at the others.</summary>
    public int Frames { get; init; } = 4;
    public long Steps { get; init; } = 3200;
    public double PeakLearningRate { get; init; } = 1.5e-3;
    public AdamWOptions Optimiser { get; init; } = new() { WeightDecay = 0.01, GradientNormLimit = 2 };

    /// <summary>Of decoding the mean action from two latents; without it EB-JEPA's success falls from 97 to 1 %.</summary>
    public double InverseDynamicsWeight { get; init; } = 1;

    /// <summary>Of VICReg's two terms, against collapse.</summary>
    public double VarianceWeight { get; init; } = 2;
    public double CovarianceWeight { get; init; } = 0.05;

    /// <summary>Of predicting, besides the latent, where it lies on the map.</summary>
    public double MapPredictionWeight { get; init; } = 0.2;

    /// <summary>Of keeping apart what is not one block apart, and of keeping together what is.</summary>
    public double SpreadWeight { get; init; } = 0.3;
    public double StepWeight { get; init; } = 15;

    /// <summary>Blocks beyond which spreading places further gains little, and how gradually.</summary>
    public double SpreadEnd { get; init; } = 15;
    public double SpreadSoftness { get; init; } = 3;

    /// <summary>How much harder places are pushed apart that lie near each other on the map, such as those on either side of the wall.</summary>
    public double Repulsion { get; init; } = 5;
    public ulong Seed { get; init; } = 1;
    public int ReportEvery { get; init; } = 200;

    internal int Rows => Layouts * Pieces;

    internal void Validate()
    {
        Architecture.Validate();
        if (Layouts is < 1 or > 1024 || Pieces is < 2 or > 64 || Frames is < 2 or > 32 || Steps < 1 || !(PeakLearningRate > 0) || ReportEvery < 1 || !(SpreadSoftness > 0)
            || new[] { InverseDynamicsWeight, VarianceWeight, CovarianceWeight, MapPredictionWeight, SpreadWeight, StepWeight, SpreadEnd, Repulsion }.Any(weight => !(weight >= 0)))
        {
            throw new ArgumentException($"Layouts 1 to 1024, pieces 2 to 64, frames 2 to 32, the rest positive: {this}");
        }
    }
}

/// <summary>Where a training stands; values averaged since the last report.</summary>
/// <param name="Prediction">Squared error of the latent predicted, mean over blocks ahead and dimensions.</param>
/// <param name="Unchanged">The same error for a prediction that nothing changes.</param>
/// <param name="InverseDynamics">Squared error of the decoded action, px².</param>
/// <param name="Far">Mean distance on the map between places of one layout, blocks.</param>
/// <param name="Near">Mean distance between places one block apart, blocks.</param>
public readonly record struct TwoRoomProgress(long Step, long Steps, double Loss, double Prediction, double Unchanged, double InverseDynamics, double Variance, double Far, double Near);
