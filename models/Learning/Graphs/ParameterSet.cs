namespace RoboticsStack.Learning;

/// <summary>A named array that outlives graphs; <see cref="Values"/> is pinned, so a session can work on it in place.</summary>
public sealed class StoredTensor
{
    internal StoredTensor(string name, Shape shape, bool trained, ReadOnlySpan<float> values)
    {
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"'{name}': {values.Length} values for shape {shape}.");
        }
        (Name, Shape, Trained) = (name, shape, trained);
        Values = GC.AllocateUninitializedArray<float>(values.Length, pinned: true);
        values.CopyTo(Values);
    }

    public string Name { get; }
    public Shape Shape { get; }

    /// <summary>Whether the optimiser changes it; states such as running statistics are not trained.</summary>
    public bool Trained { get; }

    public float[] Values { get; }
}

/// <summary>
/// The values of a model's parameters and states by name, shared by the graphs that use them (one to train, others to export).
/// Missing ones are created on first use, unless the set is <see cref="Complete"/>.
/// </summary>
public sealed class ParameterSet
{
    private readonly Dictionary<string, StoredTensor> _byName = [];
    private readonly List<StoredTensor> _inOrder = [];

    public IReadOnlyList<StoredTensor> Tensors => _inOrder;

    /// <summary>When set, asking for a tensor that is not there is an error: for sets that were read from a file.</summary>
    public bool Complete { get; set; }

    /// <summary>Number of trained values.</summary>
    public int TrainedCount => _inOrder.Where(tensor => tensor.Trained).Sum(tensor => tensor.Values.Length);

    public StoredTensor this[string name] =>
        _byName.TryGetValue(name, out StoredTensor? tensor) ? tensor : throw new KeyNotFoundException($"No parameter '{name}'.");

    public bool Contains(string name) => _byName.ContainsKey(name);

    public StoredTensor Add(string name, Shape shape, bool trained, ReadOnlySpan<float> values)
    {
        StoredTensor tensor = new(name, shape, trained, values);
        _byName.Add(name, tensor);
        _inOrder.Add(tensor);
        return tensor;
    }

    /// <summary>The same values without what only the optimiser needs.</summary>
    public ParameterSet WithoutOptimiser() => Copy(isComplete: true, staysTrained: true);

    /// <summary>The same values without what only the optimiser needs, as they are for good: what is added later is trained around them.</summary>
    public ParameterSet Frozen() => Copy(isComplete: false, staysTrained: false);

    private ParameterSet Copy(bool isComplete, bool staysTrained)
    {
        ParameterSet copy = new() { Complete = isComplete };
        foreach (StoredTensor tensor in _inOrder.Where(tensor => !AdamW.IsOptimiserState(tensor.Name)))
        {
            copy.Add(tensor.Name, tensor.Shape, staysTrained && tensor.Trained, tensor.Values);
        }
        return copy;
    }

    internal StoredTensor GetOrAdd(string name, Shape shape, bool trained, Func<Shape, float[]> initial)
    {
        if (!_byName.TryGetValue(name, out StoredTensor? tensor))
        {
            return Complete
                ? throw new InvalidOperationException($"The stored model has no '{name}' {shape}; it belongs to another architecture.")
                : Add(name, shape, trained, initial(shape));
        }
        // One that is frozen serves as a parameter that stays as it is.
        return tensor.Shape.Equals(shape) && (trained || !tensor.Trained)
            ? tensor
            : throw new InvalidOperationException($"The stored '{name}' is {tensor.Shape}, not {shape}; it belongs to another architecture.");
    }
}
