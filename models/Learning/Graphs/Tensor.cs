namespace RoboticsStack.Learning;

/// <summary>A value in a <see cref="Graph"/>: an input, a constant, a parameter, or what an operation yields.</summary>
public sealed partial class Tensor
{
    internal Tensor(Graph graph, string name, Shape shape, ElementType type, Node? producer)
    {
        (Graph, Name, Shape, Type, Producer) = (graph, name, shape, type, producer);
    }

    public Graph Graph { get; }
    public string Name { get; }
    public Shape Shape { get; }
    public ElementType Type { get; }

    internal Node? Producer { get; }

    /// <summary>Raw little-endian values of a constant.</summary>
    internal byte[]? Constant { get; init; }

    /// <summary>The stored value behind a parameter or state.</summary>
    internal StoredTensor? Stored { get; init; }

    public override string ToString() => $"{Name} {Shape}";

    /// <summary>The same value, through which no gradient flows.</summary>
    public Tensor StopGradient() => Graph.Add("Identity", Shape, [this], null);

    private Tensor Unary(string operation, Func<Tensor, Tensor, Tensor> gradient, params IReadOnlyList<NodeAttribute> attributes)
    {
        Tensor? output = null;
        output = Graph.Add(operation, Shape, [this], grad => [gradient(grad, output!)], null, attributes);
        return output;
    }
}
