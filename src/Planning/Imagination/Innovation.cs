namespace RoboticsStack.Planning.Imagination;

/// <summary>What one step brought that had not been foreseen, known as soon as it has passed: prediction and outcome are both the robot's own.</summary>
/// <remarks>Two looks at it: one step ahead, and <see cref="FarSteps"/> steps ahead with the actions that were then taken, where a wrong idea of the dynamics has added up.</remarks>
public sealed record Innovation
{
    public const int FarSteps = 5;

    /// <summary>The skill at work, a small number: what is usual differs from skill to skill.</summary>
    public required int Skill { get; init; }

    /// <summary><see cref="Models.ProbeLayout"/>, SI units: decoded from the latent now, less decoded from the one predicted a step ago.</summary>
    public required float[] Near { get; init; }

    /// <summary>The same, predicted <see cref="FarSteps"/> steps ago; null early in a skill.</summary>
    public required float[]? Far { get; init; }

    /// <summary>Mean squared difference of the latents, per dimension.</summary>
    public required double NearLatent { get; init; }
    public required double FarLatent { get; init; }

    /// <summary>Ensemble variance of the prediction a step ago.</summary>
    public required double Disagreement { get; init; }

    /// <summary>Of the physics at work in this step.</summary>
    public required IReadOnlyList<SignEvidence> Evidence { get; init; }
}
