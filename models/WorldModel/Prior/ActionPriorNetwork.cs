using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;

namespace RoboticsStack.Models;

/// <summary>
/// A planning question → one plan: what the latents are, what is wanted of the probes and how far they are from it now, what the arm may do and what it is already doing. It answers at
/// once what the search finds by trying a thousand plans, roughly.
/// </summary>
public sealed class ActionPriorNetwork(WorldModelArchitecture architecture, ProbeHead probeHead, ulong seed)
{
    private const int Width = 256;
    private const int Blocks = 2;

    /// <summary>What a skill may do and what is already under way, as inputs of a graph.</summary>
    /// <param name="Low">[R, A], lowest value of each action.</param>
    /// <param name="High">[R, A].</param>
    /// <param name="Committed">[R, A]: the first action, if it can no longer be changed.</param>
    /// <param name="IsCommitted">[R, 1]: 1 if so, else 0.</param>
    public readonly record struct Limits(Tensor Low, Tensor High, Tensor Committed, Tensor IsCommitted)
    {
        public static Limits Of(Graph graph, int rows) => new(
            graph.Input("low", [rows, ActionScale.Size]), graph.Input("high", [rows, ActionScale.Size]), graph.Input("committed", [rows, ActionScale.Size]), graph.Input("isCommitted", [rows, 1]));
    }

    /// <summary>Plans within the limits, the committed action included: [R, H, A].</summary>
    public Tensor Propose(PlanningQuestion question, Limits limits)
    {
        RandomStream random = RandomStream.For(seed, "action prior");
        int rows = question.Rows, horizon = architecture.Horizon;
        Tensor present = question.Latents[^1];
        // Errors as the cost will count them, near zero as they are and far away by their logarithm.
        Tensor probes = probeHead.Decode(present).StopGradient() + question.Anchor.Reshape(rows, ProbeLayout.Size);
        Tensor Of(Tensor term) => term.Reshape(rows, ProbeLayout.Size);
        Tensor track = Scale(Of(question.Weight)), atLeast = Scale(Of(question.LowerWeight)), atMost = Scale(Of(question.UpperWeight));
        Tensor features = Tensor.Concat(1, [
            present, present - question.Latents[^2], question.Latents[^2] - question.Latents[^3],
            .. question.Actions,
            Encoder.SignedLog((probes - Of(question.Target)) * track, 1), Encoder.SignedLog((probes - Of(question.LowerBound)) * atLeast, 1), Encoder.SignedLog((probes - Of(question.UpperBound)) * atMost, 1),
            Encoder.SignedLog(track, 1), Encoder.SignedLog(atLeast, 1), Encoder.SignedLog(atMost, 1),
            limits.Low, limits.High, limits.Committed * limits.IsCommitted, limits.IsCommitted]);
        Tensor x = Layers.Linear(features, "prior.0", Width, random, 1.4).Silu();
        for (int block = 1; block <= Blocks; block++)
        {
            x += Layers.Linear(x.RmsNorm(), $"prior.{block}", Width, random, 1.4).Silu();
        }
        Tensor share = Layers.Linear(x.RmsNorm(), "prior.plan", horizon * ActionScale.Size, random, 0.1).Sigmoid().Reshape(rows, horizon, ActionScale.Size);
        Tensor low = limits.Low.Reshape(rows, 1, ActionScale.Size), range = (limits.High - limits.Low).Reshape(rows, 1, ActionScale.Size);
        Tensor free = low + share * range;
        Tensor isCommitted = limits.IsCommitted.Reshape(rows, 1, 1);
        Tensor first = free.Slice(1, 0, 1);
        return Tensor.Concat(1, first + (limits.Committed.Reshape(rows, 1, ActionScale.Size) - first) * isCommitted, free.Slice(1, 1, horizon - 1));
    }

    /// <summary>One over the error that costs 1.</summary>
    private static Tensor Scale(Tensor weight) => (weight + 1e-12).Sqrt();
}
