using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>
/// The whole rollout and its cost as one graph, with the inputs and outputs of <see cref="RolloutBatch"/>. Inside, everything is
/// [step, sample, …], so that a step is a contiguous piece.
/// </summary>
internal sealed class PlannerGraph(WorldModelArchitecture architecture, Predictor predictor, ProbeHead probeHead)
{
    private const int History = RolloutBatch.History;

    public byte[] Build(ParameterSet parameters, PredictorMode mode)
    {
        Graph graph = new(parameters);
        int horizon = architecture.Horizon, latentSize = architecture.LatentSize;
        Tensor latentHistory = graph.Input("zHistory", [History, latentSize]);
        Tensor actionHistory = graph.Input("actionHistory", [History - 1, ActionScale.Size]);
        Tensor actions = graph.Input("actions", [Shape.Dynamic, horizon, ActionScale.Size]).Transpose(1, 0, 2);
        Tensor past = actionHistory.Reshape(History - 1, 1, ActionScale.Size).ExpandTo(actions.Slice(0, 0, History - 1));
        Tensor allActions = Tensor.Concat(0, past, actions);

        (Tensor latents, Tensor disagreement) = mode == PredictorMode.Identity
            ? Unchanged(latentHistory, actions)
            : Predicted(latentHistory, allActions);
        Tensor probes = probeHead.Decode(latents.Reshape(Shape.Dynamic, latentSize)).Reshape(horizon, Shape.Dynamic, ProbeLayout.Size)
            + graph.Input("anchor", [ProbeLayout.Size]);
        Tensor cost = Cost(graph, probes, latents, disagreement, actions, allActions.Slice(0, History - 2, horizon));
        return OnnxModel.ForInference(graph,
        [
            ("cost", cost),
            ("probes", probes.Transpose(1, 0, 2)),
            ("disagreement", disagreement.Transpose(1, 0)),
            ("latents", latents.Transpose(1, 0, 2)),
        ]);
    }

    private (Tensor Latents, Tensor Disagreement) Predicted(Tensor latentHistory, Tensor allActions)
    {
        int horizon = architecture.Horizon, latentSize = architecture.LatentSize;
        Tensor windows = Tensor.Concat(2, [.. Enumerable.Range(0, History).Select(i => allActions.Slice(0, i, horizon))]);
        Tensor conditions = predictor.Condition(windows.Reshape(Shape.Dynamic, History * ActionScale.Size))
            .Reshape(horizon, Shape.Dynamic, architecture.ConditionWidth);
        Tensor like = allActions.Select(0, 0).Slice(1, 0, 1);

        List<Tensor> trail = [.. Enumerable.Range(0, History).Select(i => latentHistory.Slice(0, i, 1) + like * 0)];
        List<Tensor> headInputs = [];
        for (int step = 0; step < horizon; step++)
        {
            Predictor.Prediction prediction = predictor.Build(Tensor.Concat(1, [.. trail[^History..]]), trail[^1], conditions.Select(0, step), null);
            trail.Add(prediction.Mean);
            headInputs.Add(prediction.HeadInput);
        }
        Tensor disagreement = predictor.Disagreement(Tensor.Concat(0, headInputs));
        Tensor latents = Tensor.Concat(0, [.. trail[History..].Select(latent => latent.Reshape(1, Shape.Dynamic, latentSize))]);
        return (latents, disagreement.Reshape(horizon, Shape.Dynamic));
    }

    private (Tensor Latents, Tensor Disagreement) Unchanged(Tensor latentHistory, Tensor actions)
    {
        Tensor zeros = actions.Slice(2, 0, 1) * 0;
        Tensor present = latentHistory.Slice(0, History - 1, 1).Reshape(1, 1, architecture.LatentSize);
        return (present + zeros, zeros.Reshape(architecture.Horizon, Shape.Dynamic));
    }

    private Tensor Cost(Graph graph, Tensor probes, Tensor latents, Tensor disagreement, Tensor actions, Tensor previous)
    {
        Tensor Probe(string name) => graph.Input(name, [ProbeLayout.Size]);
        Tensor Scalar(string name) => graph.Input(name, [1]);
        Tensor task = (probes - Probe("target")).Square() * Probe("weight")
            + (Probe("lowerBound") - probes).Relu().Square() * Probe("lowerWeight")
            + (probes - Probe("upperBound")).Relu().Square() * Probe("upperWeight");
        Tensor stepWeight = graph.Input("stepWeight", [architecture.Horizon]);
        Tensor goal = graph.Input("latentGoal", [architecture.LatentSize]);
        Tensor perStep = task.Sum(false, 2)
            + (latents - goal).Square().Mean(false, 2) * Scalar("latentWeight")
            + disagreement * Scalar("uncertaintyWeight")
            + actions.Square().Sum(false, 2) * Scalar("actionWeight")
            + (actions - previous).Square().Sum(false, 2) * Scalar("actionChangeWeight");
        return (perStep * stepWeight.Reshape(architecture.Horizon, 1)).Sum(false, 0);
    }
}
