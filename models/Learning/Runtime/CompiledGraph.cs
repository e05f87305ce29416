using Microsoft.ML.OnnxRuntime;
using RoboticsStack.Core;

namespace RoboticsStack.Learning;

/// <summary>A model ready to run on named float arrays. Bind buffers once, run many times; a run copies nothing.</summary>
public sealed class CompiledGraph : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();

    private CompiledGraph(InferenceSession session) => _session = session;

    /// <param name="origin">What the model is called in an error message, such as its path.</param>
    /// <exception cref="UserErrorException">The bytes are no runnable model.</exception>
    public static CompiledGraph From(byte[] model, string origin = "The model", SessionSettings? settings = null) =>
        new(Sessions.Open(model, origin, settings ?? SessionSettings.Default));

    /// <exception cref="UserErrorException">The file is missing, unreadable or no runnable model.</exception>
    public static CompiledGraph Load(string path, SessionSettings? settings = null)
    {
        try
        {
            return From(File.ReadAllBytes(path), path, settings);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"Cannot read the model {path}: {error.Message} Restore it or train again.", error);
        }
    }

    public IEnumerable<string> InputNames => _session.InputMetadata.Keys;

    public IEnumerable<string> OutputNames => _session.OutputMetadata.Keys;

    /// <summary>
    /// Binds pinned arrays (allocated with <c>GC.AllocateArray(pinned: true)</c>) to inputs and outputs. The binding works on the arrays themselves.
    /// </summary>
    public GraphBinding Bind(IEnumerable<(string Name, Memory<float> Memory, long[] Shape)> inputs,
        IEnumerable<(string Name, Memory<float> Memory, long[] Shape)> outputs) => new(_session, _runOptions, inputs, outputs);

    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }
}

/// <summary>Buffers bound to a <see cref="CompiledGraph"/>.</summary>
public sealed class GraphBinding : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions;
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _values = [];

    internal GraphBinding(InferenceSession session, RunOptions runOptions,
        IEnumerable<(string Name, Memory<float> Memory, long[] Shape)> inputs,
        IEnumerable<(string Name, Memory<float> Memory, long[] Shape)> outputs)
    {
        (_session, _runOptions) = (session, runOptions);
        _binding = session.CreateIoBinding();
        foreach ((string name, Memory<float> memory, long[] shape) in inputs)
        {
            _binding.BindInput(name, Wrap(memory, shape));
        }
        foreach ((string name, Memory<float> memory, long[] shape) in outputs)
        {
            _binding.BindOutput(name, Wrap(memory, shape));
        }
    }

    public void Run() => _session.RunWithBinding(_runOptions, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        foreach (OrtValue value in _values)
        {
            value.Dispose();
        }
    }

    private OrtValue Wrap(Memory<float> memory, long[] shape)
    {
        OrtValue value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory, shape);
        _values.Add(value);
        return value;
    }
}
