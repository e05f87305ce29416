using Microsoft.ML.OnnxRuntime;

namespace RoboticsStack.Learning;

/// <summary>Buffers bound to a <see cref="CompiledGraph"/>.</summary>
public sealed class GraphBinding : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions;
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _own = [];

    internal GraphBinding(InferenceSession session, RunOptions runOptions,
        IEnumerable<(string Name, Memory<float> Memory, long[] Shape)> inputs,
        IEnumerable<(string Name, Memory<float> Memory, long[] Shape)> outputs)
    {
        (_session, _runOptions, _binding) = (session, runOptions, session.CreateIoBinding());
        foreach ((string name, Memory<float> memory, long[] shape) in inputs)
        {
            _binding.BindInput(name, Wrap(memory, shape));
        }
        foreach ((string name, Memory<float> memory, long[] shape) in outputs)
        {
            _binding.BindOutput(name, Wrap(memory, shape));
        }
    }

    /// <summary>The tensors stay the caller's.</summary>
    internal GraphBinding(InferenceSession session, RunOptions runOptions,
        IEnumerable<(string Name, DeviceTensor Tensor)> inputs, IEnumerable<(string Name, DeviceTensor Tensor)> outputs)
    {
        (_session, _runOptions, _binding) = (session, runOptions, session.CreateIoBinding());
        foreach ((string name, DeviceTensor tensor) in inputs)
        {
            _binding.BindInput(name, tensor.Value);
        }
        foreach ((string name, DeviceTensor tensor) in outputs)
        {
            _binding.BindOutput(name, tensor.Value);
        }
    }

    public void Run() => _session.RunWithBinding(_runOptions, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        foreach (OrtValue value in _own)
        {
            value.Dispose();
        }
    }

    private OrtValue Wrap(Memory<float> memory, long[] shape)
    {
        OrtValue value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory, shape);
        _own.Add(value);
        return value;
    }
}
