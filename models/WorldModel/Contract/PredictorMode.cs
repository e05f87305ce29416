namespace RoboticsStack.Models;

/// <summary>Which dynamics a rollout uses.</summary>
public enum PredictorMode
{
    /// <summary>The trained predictor.</summary>
    Learned,

    /// <summary>"Nothing changes": every predicted latent equals the present one. An ablation, to measure what the predictor is worth.</summary>
    Identity,
}
