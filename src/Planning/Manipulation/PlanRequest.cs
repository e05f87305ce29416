using RoboticsStack.Models;

namespace RoboticsStack.Planning.Manipulation;

/// <summary>One replan's question.</summary>
public sealed record PlanRequest
{
    public required LatentHistory History { get; init; }
    public required SkillObjective Objective { get; init; }

    /// <summary><see cref="ProbeLayout.Size"/> values added to every decoded probe; empty for none.</summary>
    public IReadOnlyList<float> Anchor { get; init; } = [];

    /// <summary>Latent of a goal observation; null leaves the latent distance out.</summary>
    public IReadOnlyList<float>? LatentGoal { get; init; }

    /// <summary>Actions of the first steps that are already under way and cannot be changed; at most the horizon less one.</summary>
    public IReadOnlyList<float> Committed { get; init; } = [];

    /// <summary>Steps gone by since the previous replan: the previous plan is shifted by as many before it is searched around.</summary>
    public int ElapsedSteps { get; init; } = 1;
}
