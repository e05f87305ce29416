using RoboticsStack.Models;

namespace RoboticsStack.Planning.Tests;

/// <summary>
/// A world model whose answers are known: the latent is the goal's position and yaw in the gripper frame plus the gripper's width, and an
/// action moves them exactly as it says. An optional wall makes goals behind it expensive; disagreement is what the test wants it to be.
/// </summary>
internal sealed class PlannerTestModel : IWorldModel
{
    private const int Yaw = 3;
    private const int Width = 4;

    public string ModelHash => "test";
    public int LatentSize => 5;
    public int Horizon { get; init; } = 10;
    public double HighDisagreement => 0.05;
    public IActionPrior? Prior { get; init; }
    public bool NothingChanges { get; init; }
    public double Disagreement { get; init; }

    /// <summary>Rollout samples asked for so far.</summary>
    public int SampleCount { get; private set; }

    public static float[] Latent(double x, double y, double z, double yaw = 0, double width = 0.14) => [(float)x, (float)y, (float)z, (float)yaw, (float)width];

    public void Encode(ReadOnlySpan<float> observation, Span<float> latent, Span<float> probes)
    {
        Segment slot = ObservationLayout.SlotAt(ObservationLayout.GoalSlot);
        observation.Slice(slot.Start, 3).CopyTo(latent);
        latent[Yaw] = MathF.Atan2(observation[slot.Start + ObservationLayout.Slot.YawSinCos], observation[slot.Start + ObservationLayout.Slot.YawSinCos + 1]);
        latent[Width] = observation[ObservationLayout.Proprio.GripperWidth];
        Decode(latent, probes);
    }

    public RolloutBatch CreateRollout(int samples) => new(samples, Horizon, LatentSize);

    public void Rollout(RolloutBatch batch)
    {
        SampleCount += batch.Samples;
        Span<float> latent = stackalloc float[5];
        Span<float> probes = stackalloc float[ProbeLayout.Size];
        for (int sample = 0; sample < batch.Samples; sample++)
        {
            batch.LatentHistory[^LatentSize..].CopyTo(latent);
            Span<float> previous = batch.ActionHistory[^ActionScale.Size..];
            double cost = 0;
            for (int step = 0; step < Horizon; step++)
            {
                Span<float> action = batch.Actions.Slice((sample * Horizon + step) * ActionScale.Size, ActionScale.Size);
                if (!NothingChanges)
                {
                    Advance(latent, action);
                }
                Decode(latent, probes);
                for (int p = 0; p < ProbeLayout.Size; p++)
                {
                    probes[p] += batch.Anchor[p];
                }
                cost += batch.StepWeight[step] * StepCost(batch, probes, latent, action, previous);
                probes.CopyTo(batch.Probes.Slice((sample * Horizon + step) * ProbeLayout.Size, ProbeLayout.Size));
                latent.CopyTo(batch.Latents.Slice((sample * Horizon + step) * LatentSize, LatentSize));
                batch.Disagreement[sample * Horizon + step] = (float)Disagreement;
                previous = action;
            }
            batch.Cost[sample] = (float)cost;
        }
    }

    private static void Advance(Span<float> latent, ReadOnlySpan<float> action)
    {
        for (int axis = 0; axis < 3; axis++)
        {
            latent[axis] -= action[axis] * (float)ActionScale.MetresPerStep;
        }
        float turn = action[ActionScale.Yaw] * (float)ActionScale.RadiansPerStep;
        (float sin, float cos) = MathF.SinCos(turn);
        (latent[0], latent[1]) = (cos * latent[0] + sin * latent[1], cos * latent[1] - sin * latent[0]);
        latent[Yaw] -= turn;
        latent[Width] = Math.Clamp(latent[Width] + action[ActionScale.GripperWidth] * (float)ActionScale.GripperMetresPerStep, 0, 0.14f);
    }

    private static void Decode(ReadOnlySpan<float> latent, Span<float> probes)
    {
        probes.Clear();
        latent[..3].CopyTo(probes[ProbeLayout.GoalPosition..]);
        probes[ProbeLayout.GoalYawSinCos] = MathF.Sin(latent[Yaw]);
        probes[ProbeLayout.GoalYawSinCos + 1] = MathF.Cos(latent[Yaw]);
        probes[ProbeLayout.GripperWidth] = latent[Width];
    }

    private double StepCost(RolloutBatch batch, ReadOnlySpan<float> probes, ReadOnlySpan<float> latent, ReadOnlySpan<float> action, ReadOnlySpan<float> previous)
    {
        double cost = batch.UncertaintyWeight * Disagreement;
        for (int p = 0; p < ProbeLayout.Size; p++)
        {
            cost += batch.Weight[p] * Square(probes[p] - batch.Target[p])
                + batch.LowerWeight[p] * Square(Math.Max(batch.LowerBound[p] - probes[p], 0))
                + batch.UpperWeight[p] * Square(Math.Max(probes[p] - batch.UpperBound[p], 0));
        }
        for (int i = 0; i < latent.Length; i++)
        {
            cost += batch.LatentWeight * Square(latent[i] - batch.LatentGoal[i]) / latent.Length;
        }
        for (int i = 0; i < action.Length; i++)
        {
            cost += batch.ActionWeight * Square(action[i]) + batch.ActionChangeWeight * Square(action[i] - previous[i]);
        }
        return cost;
    }

    private static double Square(double value) => value * value;
}
