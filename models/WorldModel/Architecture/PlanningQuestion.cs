using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>What plans are judged by, as inputs of a graph named as in <see cref="RolloutBatch"/>: one question for all plans, or one for each of N.</summary>
public sealed class PlanningQuestion
{
    private readonly Graph _graph;
    private readonly int? _rows;

    /// <param name="graph">Gets the inputs.</param>
    /// <param name="architecture">Of the world model.</param>
    /// <param name="rows">Questions, with N before each input's own axes (after that of the history); null for one that all plans share.</param>
    public PlanningQuestion(Graph graph, WorldModelArchitecture architecture, int? rows = null)
    {
        (_graph, _rows) = (graph, rows);
        Latents = History("zHistory", RolloutBatch.History, architecture.LatentSize);
        Actions = History("actionHistory", RolloutBatch.History - 1, ActionScale.Size);
        Anchor = Each("anchor", ProbeLayout.Size);
        (Target, Weight) = (Each("target", ProbeLayout.Size), Each("weight", ProbeLayout.Size));
        (LowerBound, LowerWeight) = (Each("lowerBound", ProbeLayout.Size), Each("lowerWeight", ProbeLayout.Size));
        (UpperBound, UpperWeight) = (Each("upperBound", ProbeLayout.Size), Each("upperWeight", ProbeLayout.Size));
        StepWeight = graph.Input("stepWeight", [architecture.Horizon]);
        LatentGoal = Each("latentGoal", architecture.LatentSize);
        (LatentWeight, UncertaintyWeight) = (Scalar("latentWeight"), Scalar("uncertaintyWeight"));
        (ActionWeight, ActionChangeWeight) = (Scalar("actionWeight"), Scalar("actionChangeWeight"));
    }

    /// <summary>Questions: N, or 1 if all plans share it.</summary>
    public int Rows => _rows ?? 1;

    /// <summary>Three of [<see cref="Rows"/>, Z], oldest first.</summary>
    public IReadOnlyList<Tensor> Latents { get; }

    /// <summary>Two of [<see cref="Rows"/>, A], oldest first.</summary>
    public IReadOnlyList<Tensor> Actions { get; }

    public Tensor Anchor { get; }
    public Tensor Target { get; }
    public Tensor Weight { get; }
    public Tensor LowerBound { get; }
    public Tensor LowerWeight { get; }
    public Tensor UpperBound { get; }
    public Tensor UpperWeight { get; }
    public Tensor StepWeight { get; }
    public Tensor LatentGoal { get; }
    public Tensor LatentWeight { get; }
    public Tensor UncertaintyWeight { get; }
    public Tensor ActionWeight { get; }
    public Tensor ActionChangeWeight { get; }

    private Tensor Each(string name, int size) => _graph.Input(name, _rows is { } n ? [n, size] : [size]);

    private Tensor Scalar(string name) => _graph.Input(name, [Rows]);

    private Tensor[] History(string name, int length, int size)
    {
        Tensor all = _graph.Input(name, _rows is { } n ? [length, n, size] : [length, size]);
        return [.. Enumerable.Range(0, length).Select(i => all.Slice(0, i, 1).Reshape(Rows, size))];
    }
}
