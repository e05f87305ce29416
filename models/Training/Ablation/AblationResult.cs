using RoboticsStack.Runtime.Skills;

namespace RoboticsStack.Training.Ablation;

/// <summary>What has to be the same for two variants to be compared.</summary>
/// <param name="DatasetSha256">Of the data they were trained on.</param>
/// <param name="Steps">Of training.</param>
/// <param name="BatchSize">Sequences a step.</param>
/// <param name="FirstSeed">Of the kitchens that skills were tried in.</param>
/// <param name="LastSeed">Of these, included.</param>
public sealed record AblationKey(string DatasetSha256, long Steps, int BatchSize, ulong FirstSeed, ulong LastSeed);

/// <summary>One point of a training.</summary>
public readonly record struct CurvePoint(long Step, double Prediction, double Rollout, double SigReg, double Action, double Probes);

/// <summary>One variant, trained and tried.</summary>
public sealed record AblationResult
{
    public required AblationVariant Variant { get; init; }
    public required AblationKey Key { get; init; }
    public required string ModelHash { get; init; }
    public required string Build { get; init; }
    public required double SigReg { get; init; }
    public required double MeanDeviation { get; init; }
    public required double EffectiveRank { get; init; }

    /// <summary>One-step error with shuffled actions over that with the true ones.</summary>
    public required double ActionsMatter { get; init; }

    /// <summary>Mean absolute error of the object's position in the gripper frame ten steps ahead, metres: comparable between latents, as their own errors are not.</summary>
    public required double ObjectErrorM { get; init; }
    public required IReadOnlyList<CurvePoint> Curve { get; init; }
    public required IReadOnlyList<SkillFigures> Skills { get; init; }
}
