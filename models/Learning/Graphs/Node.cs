namespace RoboticsStack.Learning;

/// <summary>One operation of a graph. Its gradient maps that of its first output to those of its <see cref="Sources"/> (null: none flows).</summary>
internal sealed class Node(string operation, IReadOnlyList<Tensor> inputs, IReadOnlyList<NodeAttribute> attributes)
{
    public string Operation { get; } = operation;
    public IReadOnlyList<Tensor> Inputs { get; } = inputs;

    /// <summary>What the gradient is with respect to: the inputs, or what a closed form was derived for.</summary>
    public IReadOnlyList<Tensor> Sources { get; init; } = inputs;
    public IReadOnlyList<NodeAttribute> Attributes { get; } = attributes;
    public List<Tensor> Outputs { get; } = [];
    public Func<Tensor, Tensor?[]>? Gradient { get; set; }
}

/// <summary>A named attribute: an integer, a real or a list of integers.</summary>
internal readonly record struct NodeAttribute(string Name, long? Integer = null, float? Real = null, long[]? Integers = null, string? Text = null);

/// <summary>Type of a tensor's elements.</summary>
public enum ElementType
{
    Float32 = 1,
    Int64 = 7,
    Bool = 9,
    Float64 = 11,
}
