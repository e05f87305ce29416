using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>
/// The whole rollout and its cost as one graph, with the inputs and outputs of <see cref="RolloutBatch"/>. Inside, everything is
/// [step, sample, …], so that a step is a contiguous piece.
/// </summary>
public sealed class PlannerGraph(WorldModelArchitecture architecture, Predictor predictor, ProbeHead probeHead)
{
    private const int History = RolloutBatch.History;

    /// <summary>What becomes of plans, over N of them.</summary>
    /// <param name="Cost">[N].</param>
    /// <param name="Probes">[H, N, P], anchor included.</param>
    /// <param name="Disagreement">[H, N].</param>
    /// <param name="Latents">[H, N, Z].</param>
    public readonly record struct Imagined(Tensor Cost, Tensor Probes, Tensor Disagreement, Tensor Latents);

    internal byte[] Build(ParameterSet parameters, PredictorMode mode)
    {
        Graph graph = new(parameters);
        PlanningQuestion question = new(graph, architecture);
        Tensor actions = graph.Input("actions", [Shape.Dynamic, architecture.Horizon, ActionScale.Size]).Transpose(1, 0, 2);
        Imagined imagined = Imagine(question, actions, mode);
        return OnnxModel.ForInference(graph,
        [
            ("cost", imagined.Cost),
            ("probes", imagined.Probes.Transpose(1, 0, 2)),
            ("disagreement", imagined.Disagreement.Transpose(1, 0)),
            ("latents", imagined.Latents.Transpose(1, 0, 2)),
        ]);
    }

    /// <param name="question">One for all plans, or one for each.</param>
    /// <param name="actions">[H, N, A].</param>
    /// <param name="mode">What predicts.</param>
    public Imagined Imagine(PlanningQuestion question, Tensor actions, PredictorMode mode = PredictorMode.Learned)
    {
        int horizon = architecture.Horizon, latentSize = architecture.LatentSize;
        Tensor like = actions.Select(0, 0).Slice(1, 0, 1) * 0;
        Tensor allActions = Tensor.Concat(0, [.. question.Actions.Select(past => (past + like).Reshape(1, actions.Shape[1], ActionScale.Size)), actions]);
        (Tensor latents, Tensor disagreement) = mode == PredictorMode.Identity
            ? Unchanged(question, actions)
            : Predicted(question, allActions, like);
        Tensor probes = probeHead.Decode(latents.Reshape(Rows(actions), latentSize)).Reshape(horizon, actions.Shape[1], ProbeLayout.Size) + question.Anchor;
        return new(Cost(question, probes, latents, disagreement, actions, allActions.Slice(0, History - 2, horizon)), probes, disagreement, latents);
    }

    private (Tensor Latents, Tensor Disagreement) Predicted(PlanningQuestion question, Tensor allActions, Tensor like)
    {
        int horizon = architecture.Horizon, latentSize = architecture.LatentSize, samples = allActions.Shape[1];
        Tensor windows = Tensor.Concat(2, [.. Enumerable.Range(0, History).Select(i => allActions.Slice(0, i, horizon))]);
        Tensor conditions = predictor.Condition(windows.Reshape(Rows(windows), History * ActionScale.Size)).Reshape(horizon, samples, architecture.ConditionWidth);

        List<Tensor> trail = [.. question.Latents.Select(latent => latent + like)];
        List<Tensor> headInputs = [];
        for (int step = 0; step < horizon; step++)
        {
            Predictor.Prediction prediction = predictor.Build(Tensor.Concat(1, [.. trail[^History..]]), trail[^1], conditions.Select(0, step), null);
            trail.Add(prediction.Mean);
            headInputs.Add(prediction.HeadInput);
        }
        Tensor disagreement = predictor.Disagreement(Tensor.Concat(0, headInputs));
        Tensor latents = Tensor.Concat(0, [.. trail[History..].Select(latent => latent.Reshape(1, samples, latentSize))]);
        return (latents, disagreement.Reshape(horizon, samples));
    }

    private (Tensor Latents, Tensor Disagreement) Unchanged(PlanningQuestion question, Tensor actions)
    {
        Tensor zeros = actions.Slice(2, 0, 1) * 0;
        Tensor present = question.Latents[^1];
        return (present.Reshape(1, present.Shape[0], architecture.LatentSize) + zeros, zeros.Reshape(architecture.Horizon, actions.Shape[1]));
    }

    private Tensor Cost(PlanningQuestion question, Tensor probes, Tensor latents, Tensor disagreement, Tensor actions, Tensor previous)
    {
        Tensor task = (probes - question.Target).Square() * question.Weight
            + (question.LowerBound - probes).Relu().Square() * question.LowerWeight
            + (probes - question.UpperBound).Relu().Square() * question.UpperWeight;
        Tensor perStep = task.Sum(false, 2)
            + (latents - question.LatentGoal).Square().Mean(false, 2) * question.LatentWeight
            + disagreement * question.UncertaintyWeight
            + actions.Square().Sum(false, 2) * question.ActionWeight
            + (actions - previous).Square().Sum(false, 2) * question.ActionChangeWeight;
        return (perStep * question.StepWeight.Reshape(architecture.Horizon, 1)).Sum(false, 0);
    }

    /// <summary>Steps times samples of a tensor that begins with both.</summary>
    private static int Rows(Tensor stepped) => stepped.Shape[1] == Shape.Dynamic ? Shape.Dynamic : stepped.Shape[0] * stepped.Shape[1];
}
