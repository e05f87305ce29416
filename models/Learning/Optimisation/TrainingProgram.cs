using RoboticsStack.Core;

namespace RoboticsStack.Learning;

/// <summary>
/// Forward pass, gradients and AdamW as one ONNX graph. Parameters and optimiser state live in two sets of pinned buffers that swap roles
/// every step, so a step copies nothing but the caller's batch.
/// </summary>
public sealed class TrainingProgram : IDisposable
{
    private readonly AdamWOptions _options;
    private readonly CompiledGraph _graph;
    private readonly GraphBinding[] _bindings;
    private readonly (StoredTensor Stored, float[] Other)[] _states;
    private readonly Dictionary<string, float[]> _inputs = [];
    private readonly Dictionary<string, float[]> _metrics = [];
    private bool _inOther;

    /// <param name="loss">Scalar to minimise; every trained parameter its graph uses is trained.</param>
    /// <param name="metrics">Further scalars or tensors to read after each step; "loss" and "gradientNorm" are always there.</param>
    public TrainingProgram(Tensor loss, IReadOnlyList<(string Name, Tensor Value)> metrics, AdamWOptions options, SessionSettings? settings = null)
    {
        _options = options;
        Graph graph = loss.Graph;
        Parameters = graph.Parameters;
        (IReadOnlyList<(Tensor State, Tensor Next)> updates, Tensor norm) = AdamW.Build(loss, options);
        (string Name, Tensor Value)[] outputs = [("loss", loss), ("gradientNorm", norm), .. metrics];

        _graph = CompiledGraph.From(OnnxModel.ForTraining(graph,
            [.. outputs, .. updates.Select(update => (Next(update.State), update.Next))]), "The training graph", settings);
        foreach (Tensor input in graph.Inputs)
        {
            _inputs[input.Name] = GC.AllocateArray<float>(input.Shape.Count, pinned: true);
        }
        foreach ((string name, Tensor value) in outputs)
        {
            _metrics[name] = GC.AllocateArray<float>(value.Shape.Count, pinned: true);
        }
        _states = [.. updates.Select(update =>
            (update.State.Stored!, GC.AllocateArray<float>(update.State.Shape.Count, pinned: true)))];

        (string, Memory<float>, long[])[] inputs = [.. graph.Inputs.Where(input => _graph.InputNames.Contains(input.Name))
            .Select(input => (input.Name, _inputs[input.Name].AsMemory(), input.Shape.ToLongs()))];
        (string, Memory<float>, long[])[] results = [.. outputs.Select(output =>
            (output.Name, _metrics[output.Name].AsMemory(), output.Value.Shape.ToLongs()))];
        HashSet<string> used = [.. _graph.InputNames];
        GraphBinding Binding(bool fromOther) => _graph.Bind(
            [.. inputs, .. _states.Where(state => used.Contains(state.Stored.Name)).Select(state =>
                (state.Stored.Name, (fromOther ? state.Other : state.Stored.Values).AsMemory(), state.Stored.Shape.ToLongs()))],
            [.. results, .. _states.Select(state =>
                (state.Stored.Name + NextSuffix, (fromOther ? state.Stored.Values : state.Other).AsMemory(), state.Stored.Shape.ToLongs()))]);
        _bindings = [Binding(false), Binding(true)];
    }

    private const string NextSuffix = ":next";

    /// <summary>The trained values; call <see cref="Synchronise"/> before reading them.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Steps taken so far.</summary>
    public long StepCount { get; private set; }

    /// <summary>The buffer of a graph input, to be filled before each step.</summary>
    public Span<float> Input(string name) => _inputs[name];

    public Memory<float> InputMemory(string name) => _inputs[name];

    /// <summary>A metric of the last step.</summary>
    public ReadOnlySpan<float> Metric(string name) => _metrics[name];

    /// <summary>One step of the optimiser; returns the loss before it.</summary>
    public float Step(double learningRate)
    {
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
        if (_inOther)
        {
            foreach ((StoredTensor stored, float[] other) in _states)
            {
                other.CopyTo(stored.Values, 0);
            }
            _inOther = false;
        }
    }

    /// <summary>Parameters, optimiser state and step count, from which <see cref="Restore"/> continues with the same numbers.</summary>
    public void Save(string path)
    {
        Synchronise();
        Checkpoint.Save(path, Parameters, StepCount);
    }

    /// <exception cref="UserErrorException">The file is missing, truncated, altered, or from another architecture.</exception>
    public void Restore(string path)
    {
        (ParameterSet stored, long steps) = Checkpoint.Load(path);
        foreach ((StoredTensor state, _) in _states)
        {
            if (!stored.Contains(state.Name) || !stored[state.Name].Shape.Equals(state.Shape))
            {
                throw new UserErrorException($"The checkpoint {path} does not fit this model: '{state.Name}' {state.Shape} is not in it. "
                    + "Train with the settings it was made with, or start anew.");
            }
        }
        foreach ((StoredTensor state, _) in _states)
        {
            stored[state.Name].Values.CopyTo(state.Values, 0);
        }
        (_inOther, StepCount) = (false, steps);
    }

    public void Dispose()
    {
        foreach (GraphBinding binding in _bindings)
        {
            binding.Dispose();
        }
        _graph.Dispose();
    }

    private static string Next(Tensor state) => state.Name + NextSuffix;

    private void Set(string name, double value) => _inputs[name][0] = (float)value;
}
