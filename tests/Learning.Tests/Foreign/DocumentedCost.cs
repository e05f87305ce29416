using RoboticsStack.Models;

namespace RoboticsStack.Learning.Tests.Foreign;

/// <summary>The cost of models/WorldModel/README.md, term by term, from what a rollout predicted.</summary>
internal static class DocumentedCost
{
    public static double Of(RolloutBatch batch, int sample)
    {
        double total = 0;
        for (int step = 0; step < batch.Horizon; step++)
        {
            total += batch.StepWeight[step] * (Task(batch, sample, step) + Latent(batch, sample, step) + Effort(batch, sample, step)
                + batch.UncertaintyWeight * batch.Disagreement[sample * batch.Horizon + step]);
        }
        return total;
    }

    private static double Task(RolloutBatch batch, int sample, int step)
    {
        ReadOnlySpan<float> probes = batch.ProbesAt(sample, step);
        double sum = 0;
        for (int p = 0; p < ProbeLayout.Size; p++)
        {
            sum += batch.Weight[p] * Square(probes[p] - batch.Target[p])
                + batch.LowerWeight[p] * Square(Math.Max(0, batch.LowerBound[p] - probes[p]))
                + batch.UpperWeight[p] * Square(Math.Max(0, probes[p] - batch.UpperBound[p]));
        }
        return sum;
    }

    private static double Latent(RolloutBatch batch, int sample, int step)
    {
        double sum = 0;
        for (int i = 0; i < batch.LatentSize; i++)
        {
            sum += Square(batch.Latents[(sample * batch.Horizon + step) * batch.LatentSize + i] - batch.LatentGoal[i]);
        }
        return batch.LatentWeight * sum / batch.LatentSize;
    }

    private static double Effort(RolloutBatch batch, int sample, int step)
    {
        double size = 0, change = 0;
        for (int i = 0; i < ActionScale.Size; i++)
        {
            int at = (sample * batch.Horizon + step) * ActionScale.Size + i;
            double before = step > 0 ? batch.Actions[at - ActionScale.Size] : batch.ActionHistory[(RolloutBatch.History - 2) * ActionScale.Size + i];
            size += Square(batch.Actions[at]);
            change += Square(batch.Actions[at] - before);
        }
        return batch.ActionWeight * size + batch.ActionChangeWeight * change;
    }

    private static double Square(double value) => value * value;
}
