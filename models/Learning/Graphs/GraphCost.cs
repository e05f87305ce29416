namespace RoboticsStack.Learning;

/// <summary>What a graph costs to run.</summary>
internal static class GraphCost
{
    /// <summary>
    /// Multiplications and additions in matrix products and convolutions that <paramref name="outputs"/> need, two per pair; element-wise work is left
    /// out, as is customary.
    /// </summary>
    public static double Flops(Graph graph, IReadOnlyList<Tensor> outputs)
    {
        HashSet<Tensor> needed = [.. outputs];
        double total = 0;
        foreach (Node node in graph.Nodes.Reverse().Where(node => node.Outputs.Any(needed.Contains)))
        {
            needed.UnionWith(node.Inputs);
            total += 2 * Products(node);
        }
        return total;
    }

    private static double Products(Node node)
    {
        Shape output = node.Outputs[0].Shape;
        return node.Operation switch
        {
            "MatMul" => (double)output.Count * node.Inputs[0].Shape[^1],
            "Gemm" => (double)node.Inputs[0].Shape.Count * output[1],
            // Each output of a convolution, and each input of a transposed one, meets the whole kernel of every channel on the other side.
            "Conv" => (double)output.Count * node.Inputs[1].Shape.Count / node.Inputs[1].Shape[0],
            "ConvTranspose" => (double)node.Inputs[0].Shape.Count * node.Inputs[1].Shape.Count / node.Inputs[1].Shape[0],
            _ => 0,
        };
    }
}
