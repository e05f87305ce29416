using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;

namespace RoboticsStack.Training.Prior;

/// <summary>What a planner would have been asked at one frame of the experience.</summary>
/// <param name="Skill">Name of the objective.</param>
/// <param name="History">Latents and actions up to the frame.</param>
/// <param name="Objective">Of the skill, its sizes drawn as the tasks would give them.</param>
/// <param name="Anchor">Measured minus decoded probes.</param>
/// <param name="Committed">The action under way, or none.</param>
internal sealed record PracticeQuestion(string Skill, LatentHistory History, SkillObjective Objective, float[] Anchor, float[] Committed)
{
    /// <summary>Fills what all samples of a rollout share.</summary>
    public void WriteTo(RolloutBatch batch)
    {
        History.WriteTo(batch);
        Objective.WriteTo(batch);
        Anchor.CopyTo(batch.Anchor);
    }

    /// <summary>As a planner takes it.</summary>
    public PlanRequest ToRequest() => new() { History = History, Objective = Objective, Anchor = Anchor, Committed = Committed };
}
