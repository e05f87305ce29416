using System.Runtime.InteropServices;

namespace RoboticsStack.Learning;

/// <summary>
/// Builds a computation out of tensors and records how to differentiate it. Nothing is computed here: the graph is written as ONNX
/// (<see cref="OnnxModel"/>) and run by ONNX Runtime.
/// </summary>
public sealed class Graph
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<double, Tensor> _scalars = [];
    private readonly Dictionary<string, Tensor> _integers = [];
    private readonly List<Tensor> _inputs = [];
    private readonly Dictionary<string, Tensor> _parameters = [];
    private readonly List<(Tensor State, Tensor Next)> _updates = [];
    private readonly List<RandomMask> _masks = [];
    private int _names;

    /// <param name="parameters">Where <see cref="Parameter"/> finds or creates its values.</param>
    /// <param name="elementType">Float32, or Float64 to check gradients to many digits.</param>
    public Graph(ParameterSet parameters, ElementType elementType = ElementType.Float32)
    {
        Parameters = parameters;
        ElementType = elementType;
    }

    public ParameterSet Parameters { get; }

    public ElementType ElementType { get; }

    public IReadOnlyList<Tensor> Inputs => _inputs;

    /// <summary>Parameters and states this graph uses, in order of first use.</summary>
    public IEnumerable<Tensor> UsedParameters => _parameters.Values;

    /// <summary>New values of states, to be kept after a training step.</summary>
    public IReadOnlyList<(Tensor State, Tensor Next)> Updates => _updates;

    internal IReadOnlyList<Node> Nodes => _nodes;

    internal IReadOnlyList<RandomMask> Masks => _masks;

    public Tensor Input(string name, Shape shape)
    {
        Tensor input = new(this, name, shape, ElementType, null);
        _inputs.Add(input);
        return input;
    }

    /// <summary>
    /// An input of ones with chance <paramref name="keep"/> and zeros otherwise, drawn anew every step by <see cref="TrainingProgram"/> from its seed, the
    /// step's number and the name.
    /// </summary>
    public Tensor RandomMask(string name, Shape shape, double keep)
    {
        if (keep is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(keep), $"{keep} is no share to keep: give more than 0, at most 1.");
        }
        Tensor input = Input(name, shape);
        _masks.Add(new(name, keep));
        return input;
    }

    /// <summary>A trained parameter; created by <paramref name="initial"/> if the set does not hold it yet.</summary>
    public Tensor Parameter(string name, Shape shape, Func<Shape, float[]> initial) => Leaf(name, shape, trained: true, initial);

    /// <summary>A value that persists between training steps and is not trained, such as running statistics.</summary>
    public Tensor State(string name, Shape shape, Func<Shape, float[]> initial) => Leaf(name, shape, trained: false, initial);

    /// <summary>Gives a state its value for the next training step.</summary>
    public void Update(Tensor state, Tensor next)
    {
        if (state.Stored is not { Trained: false } || !state.Shape.Equals(next.Shape))
        {
            throw new ArgumentException($"'{state.Name}' {state.Shape} is no state that can take {next.Shape}.");
        }
        _updates.Add((state, next));
    }

    public Tensor Constant(double value)
    {
        if (!_scalars.TryGetValue(value, out Tensor? tensor))
        {
            byte[] raw = ElementType == ElementType.Float64 ? BitConverter.GetBytes(value) : BitConverter.GetBytes((float)value);
            _scalars[value] = tensor = new(this, Unique("c"), Shape.Scalar, ElementType, null) { Constant = raw };
        }
        return tensor;
    }

    public Tensor Constant(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"{values.Length} values for shape {shape}.");
        }
        return new(this, Unique("c"), shape, ElementType, null) { Constant = Raw(values) };
    }

    /// <summary>Values in this graph's type, little-endian.</summary>
    internal byte[] Raw(ReadOnlySpan<float> values) => ElementType == ElementType.Float64
        ? MemoryMarshal.AsBytes<double>(Array.ConvertAll(values.ToArray(), value => (double)value)).ToArray()
        : MemoryMarshal.AsBytes(values).ToArray();

    internal Tensor Integers(params long[] values)
    {
        string key = string.Join(',', values);
        if (!_integers.TryGetValue(key, out Tensor? tensor))
        {
            _integers[key] = tensor = new(this, Unique("i"), [values.Length], ElementType.Int64, null)
            {
                Constant = MemoryMarshal.AsBytes<long>(values).ToArray(),
            };
        }
        return tensor;
    }

    /// <summary>Adds an operation with one output.</summary>
    internal Tensor Add(string operation, Shape shape, IReadOnlyList<Tensor> inputs, Func<Tensor, Tensor?[]>? gradient,
        ElementType? type = null, params IReadOnlyList<NodeAttribute> attributes)
    {
        Node node = new(operation, inputs, attributes) { Gradient = gradient };
        Tensor output = new(this, Unique(operation), shape, type ?? ElementType, node);
        node.Outputs.Add(output);
        _nodes.Add(node);
        return output;
    }

    /// <summary>
    /// <paramref name="value"/> with a gradient in closed form in place of that of the operations it was made of: fewer passes over memory.
    /// </summary>
    internal Tensor WithGradient(Tensor value, IReadOnlyList<Tensor> sources, Func<Tensor, Tensor?[]> gradient)
    {
        Node node = new("Identity", [value], []) { Gradient = gradient, Sources = sources };
        Tensor output = new(this, Unique("closed"), value.Shape, value.Type, node);
        node.Outputs.Add(output);
        _nodes.Add(node);
        return output;
    }

    /// <summary>A further output of the node that made <paramref name="first"/>; no gradient flows through it.</summary>
    internal Tensor AddOutput(Tensor first, Shape shape, ElementType type)
    {
        Tensor output = new(this, Unique(first.Producer!.Operation), shape, type, first.Producer);
        first.Producer.Outputs.Add(output);
        return output;
    }

    private Tensor Leaf(string name, Shape shape, bool trained, Func<Shape, float[]> initial)
    {
        if (!_parameters.TryGetValue(name, out Tensor? tensor))
        {
            StoredTensor stored = Parameters.GetOrAdd(name, shape, trained, initial);
            _parameters[name] = tensor = new(this, name, shape, ElementType, null) { Stored = stored };
        }
        return tensor.Shape.Equals(shape) ? tensor : throw new ArgumentException($"'{name}' is {tensor.Shape}, not {shape}.");
    }

    private string Unique(string stem) => $"{stem}_{_names++}";
}
