namespace RoboticsStack.Learning;

/// <summary>Reverse-mode differentiation of a scalar.</summary>
public static class Differentiation
{
    /// <summary>
    /// Gradients of <paramref name="scalar"/> with respect to each of <paramref name="variables"/>, as new tensors in the same graph.
    /// </summary>
    /// <exception cref="InvalidOperationException">The scalar does not depend on one of the variables.</exception>
    public static IReadOnlyList<Tensor> Gradients(Tensor scalar, IReadOnlyList<Tensor> variables)
    {
        if (scalar.Shape.Rank != 0)
        {
            throw new ArgumentException($"Only a scalar can be differentiated, not {scalar}.");
        }
        Graph graph = scalar.Graph;
        Node[] nodes = [.. graph.Nodes];
        HashSet<Tensor> active = [.. variables];
        foreach (Node node in nodes)
        {
            if (node.Gradient is not null && node.Sources.Any(active.Contains))
            {
                active.Add(node.Outputs[0]);
            }
        }

        Dictionary<Tensor, Tensor> gradients = new() { [scalar] = graph.Constant(1) };
        foreach (Node node in nodes.Reverse())
        {
            if (!active.Contains(node.Outputs[0]) || !gradients.TryGetValue(node.Outputs[0], out Tensor? gradient))
            {
                continue;
            }
            Tensor?[] parts = node.Gradient!(gradient);
            for (int i = 0; i < node.Sources.Count; i++)
            {
                if (parts[i] is { } part && active.Contains(node.Sources[i]))
                {
                    gradients[node.Sources[i]] = gradients.TryGetValue(node.Sources[i], out Tensor? sum) ? sum + part : part;
                }
            }
        }
        return [.. variables.Select(variable => gradients.GetValueOrDefault(variable)
            ?? throw new InvalidOperationException($"{scalar} does not depend on {variable}."))];
    }
}
