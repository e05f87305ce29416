namespace RoboticsStack.Models;

/// <summary>Proposes a plan for a question before any search: a policy, conditioned on latents and on what is wanted.</summary>
public interface IActionPrior
{
    /// <param name="question">Its inputs as for a rollout, actions left aside.</param>
    /// <param name="low">[A], lowest value of each action.</param>
    /// <param name="high">[A].</param>
    /// <param name="committed">Actions under way that cannot be changed, one step after the other; may be empty.</param>
    /// <param name="plan">[H, A], output: within low and high, what is committed kept.</param>
    void Propose(RolloutBatch question, IReadOnlyList<float> low, IReadOnlyList<float> high, IReadOnlyList<float> committed, Span<float> plan);
}
