using RoboticsStack.Messaging.V1;
using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Planning.Tasks.Arm;

namespace RoboticsStack.Telemetry.Tests;

/// <summary>Uses its world model as a replan does: encodes, searches for some iterations, then says that the check took a while.</summary>
internal sealed class ScriptedPolicy(IWorldModel model, int iterations, double checkMs) : IArmPolicy
{
    public ReplanReport Report { get; } = new()
    {
        Skill = "reach",
        EncodeMs = 3,
        PlanMs = 20,
        CheckMs = checkMs,
        Iterations = (uint)iterations,
        Samples = 768,
        CandidatesChecked = 4,
        CandidatesVetoed = 3,
        VetoReason = "Collision counter",
    };

    public ArmDecision Decide(ArmRequest request)
    {
        model.Encode([], [], []);
        using RolloutBatch batch = model.CreateRollout(256);
        for (int i = 0; i < iterations; i++)
        {
            model.Rollout(batch);
        }
        Thread.Sleep(TimeSpan.FromMilliseconds(checkMs + 1));
        return new ArmDecision(new GripperTrajectory([default]), Report);
    }
}

/// <summary>A world model that knows nothing and takes a millisecond for it.</summary>
internal sealed class IdleModel : IWorldModel
{
    public string ModelHash => "idle";
    public int LatentSize => 8;
    public int Horizon => 10;
    public double HighDisagreement => double.PositiveInfinity;

    public void Encode(ReadOnlySpan<float> observation, Span<float> latent, Span<float> probes) => Thread.Sleep(1);

    public RolloutBatch CreateRollout(int samples) => new(samples, Horizon, LatentSize);

    public void Rollout(RolloutBatch batch) => Thread.Sleep(1);
}
