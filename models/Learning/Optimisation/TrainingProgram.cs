using RoboticsStack.Core;

namespace RoboticsStack.Learning;

/// <summary>
/// Forward pass, gradients and AdamW as one ONNX graph. Parameters and optimiser state live where the graph runs, in two sets of buffers that swap roles
/// every step, so a step copies nothing but the caller's batch.
/// </summary>
public sealed class TrainingProgram : IDisposable
{
    public const ulong DefaultSeed = 1;

    private const string NextSuffix = ":next";

    private readonly AdamWOptions _options;
    private readonly CompiledGraph _graph;
    private readonly GraphBinding[] _bindings;
    private readonly State[] _states;
    private readonly Dictionary<string, float[]> _inputs = [];
    private readonly Dictionary<string, float[]> _metrics = [];
    private readonly List<DeviceTensor> _batch = [];
    private readonly IReadOnlyList<RandomMask> _masks;
    private readonly ulong _seed;
    private bool _inOther;

    /// <param name="loss">Scalar to minimise; every trained parameter its graph uses is trained.</param>
    /// <param name="metrics">Further scalars or tensors to read after each step; "loss" and "gradientNorm" are always there.</param>
    /// <param name="seed">Of what is drawn every step (<see cref="Graph.RandomMask"/>).</param>
    public TrainingProgram(Tensor loss, IReadOnlyList<(string Name, Tensor Value)> metrics, AdamWOptions options, SessionSettings? settings = null,
        ulong seed = DefaultSeed)
    {
        (_options, _seed) = (options, seed);
        Graph graph = loss.Graph;
        Parameters = graph.Parameters;
        _masks = graph.Masks;
        (IReadOnlyList<(Tensor State, Tensor Next)> updates, Tensor norm) = AdamW.Build(loss, options);
        (string Name, Tensor Value)[] outputs = [("loss", loss), ("gradientNorm", norm), .. metrics];

        Flops = GraphCost.Flops(graph, [.. outputs.Select(output => output.Value), .. updates.Select(update => update.Next)]);
        _graph = CompiledGraph.From(OnnxModel.ForTraining(graph,
            [.. outputs, .. updates.Select(update => (update.State.Name + NextSuffix, update.Next))], updates.Select(update => update.State)), "The training graph", settings);
        HashSet<string> used = [.. _graph.InputNames];
        List<(string, DeviceTensor)> inputs = [], results = [];
        foreach (Tensor input in graph.Inputs)
        {
            float[] host = _inputs[input.Name] = Pinned(input.Shape);
            if (used.Contains(input.Name))
            {
                // Bound on the host: the batch is what has to be brought to the device every step, and ONNX Runtime does so.
                inputs.Add((input.Name, OnHost(host, input.Shape)));
            }
        }
        foreach ((string name, Tensor value) in outputs)
        {
            results.Add((name, OnHost(_metrics[name] = Pinned(value.Shape), value.Shape)));
        }
        _states = [.. updates.Select(update => new State(update.State.Stored!, _graph))];
        foreach (State state in _states)
        {
            StateBytesCopied += state.Own.Upload();
        }
        GraphBinding Binding(bool fromOther) => _graph.Bind(
            [.. inputs, .. _states.Where(state => used.Contains(state.Name)).Select(state => (state.Name, state.In(fromOther)))],
            [.. results, .. _states.Select(state => (state.Name + NextSuffix, state.In(!fromOther)))]);
        _bindings = [Binding(false), Binding(true)];
    }

    /// <summary>The trained values; call <see cref="Synchronise"/> before reading them.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Steps taken so far.</summary>
    public long StepCount { get; private set; }

    /// <summary>Floating-point operations of one step's matrix products and convolutions, forward and backward.</summary>
    public double Flops { get; }

    /// <summary>Bytes of parameters and optimiser state that were copied so far; steps add nothing to it.</summary>
    public long StateBytesCopied { get; private set; }

    /// <summary>The buffer of a graph input, to be filled before each step.</summary>
    public Span<float> Input(string name) => _inputs[name];

    public Memory<float> InputMemory(string name) => _inputs[name];

    /// <summary>A metric of the last step.</summary>
    public ReadOnlySpan<float> Metric(string name) => _metrics[name];

    /// <summary>One step of the optimiser; returns the loss before it.</summary>
    public float Step(double learningRate)
    {
        foreach (RandomMask mask in _masks)
        {
            mask.Fill(_inputs[mask.Name], _seed, StepCount);
        }
        StepCount++;
        Set(AdamW.LearningRate, learningRate);
        Set(AdamW.FirstCorrection, 1 / (1 - Math.Pow(_options.Beta1, StepCount)));
        Set(AdamW.SecondCorrection, 1 / (1 - Math.Pow(_options.Beta2, StepCount)));
        if (_options.AverageDecay > 0)
        {
            // Early on the average follows closely, so that it does not keep remembering the random start.
            Set(AdamW.Averaging, Math.Max(1 - _options.AverageDecay, 1.0 / (StepCount + 1)));
        }
        _bindings[_inOther ? 1 : 0].Run();
        _inOther = !_inOther;
        return _metrics["loss"][0];
    }

    /// <summary>Brings <see cref="Parameters"/> up to date with the last step.</summary>
    public void Synchronise()
    {
        foreach (State state in _states)
        {
            StateBytesCopied += state.Synchronise(_inOther);
        }
        _inOther = false;
    }

    /// <summary>
    /// Parameters, running statistics, optimiser state, seed and step count, from which <see cref="Restore"/> continues with the same numbers.
    /// </summary>
    public void Save(string path)
    {
        Synchronise();
        Checkpoint.Save(path, Parameters, StepCount, _seed);
    }

    /// <exception cref="UserErrorException">The file is missing, truncated, altered, or from another architecture or seed.</exception>
    public void Restore(string path)
    {
        CheckpointContent stored = Checkpoint.Load(path);
        foreach (State state in _states)
        {
            if (!stored.Parameters.Contains(state.Name) || !stored.Parameters[state.Name].Shape.Equals(state.Stored.Shape))
            {
                throw new UserErrorException($"The checkpoint {path} does not fit this model: '{state.Name}' {state.Stored.Shape} is not in it. "
                    + "Train with the settings it was made with, or start anew.");
            }
        }
        if (stored.Seed != _seed)
        {
            throw new UserErrorException($"The checkpoint {path} was made with seed {stored.Seed}, not {_seed}. Train on with that seed, or start anew.");
        }
        foreach (State state in _states)
        {
            stored.Parameters[state.Name].Values.CopyTo(state.Stored.Values, 0);
            StateBytesCopied += state.Own.Upload();
        }
        (_inOther, StepCount) = (false, stored.Steps);
    }

    public void Dispose()
    {
        foreach (GraphBinding binding in _bindings)
        {
            binding.Dispose();
        }
        foreach (DeviceTensor tensor in (IEnumerable<DeviceTensor>)[.. _batch, .. _states.SelectMany(state => (DeviceTensor[])[state.Own, state.Other])])
        {
            tensor.Dispose();
        }
        _graph.Dispose();
    }

    private static float[] Pinned(Shape shape) => GC.AllocateArray<float>(shape.Count, pinned: true);

    private DeviceTensor OnHost(float[] values, Shape shape)
    {
        DeviceTensor tensor = new(values, shape, null);
        _batch.Add(tensor);
        return tensor;
    }

    private void Set(string name, double value) => _inputs[name][0] = (float)value;

    /// <summary>A value that persists between steps, with the two buffers that take turns.</summary>
    private sealed class State(StoredTensor stored, CompiledGraph graph)
    {
        public StoredTensor Stored => stored;

        public string Name => stored.Name;

        public DeviceTensor Own { get; } = graph.Allocate(stored.Values, stored.Shape);

        public DeviceTensor Other { get; } = graph.Allocate(Pinned(stored.Shape), stored.Shape);

        public DeviceTensor In(bool other) => other ? Other : Own;

        /// <summary>Brings the newest values into the stored array and makes <see cref="Own"/> the newest; returns the bytes copied.</summary>
        public long Synchronise(bool inOther)
        {
            long copied = In(inOther).Download();
            if (inOther)
            {
                Other.Host.CopyTo(stored.Values, 0);
                copied += stored.Values.Length * sizeof(float) + Own.Upload();
            }
            return copied;
        }
    }
}
