using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using RoboticsStack.Learning.Schema;

namespace RoboticsStack.Learning;

/// <summary>
/// Moves tensors between the host and a device: a graph of one identity, of which ONNX Runtime brings either end to where it is bound.
/// </summary>
internal sealed class DeviceCopy(SessionSettings settings) : IDisposable
{
    private readonly InferenceSession _session = Sessions.Open(Identity(), "The copying graph", settings);
    private readonly RunOptions _runOptions = new();

    public void Run(OrtValue from, OrtValue to)
    {
        using OrtIoBinding binding = _session.CreateIoBinding();
        binding.BindInput("from", from);
        binding.BindOutput("to", to);
        _session.RunWithBinding(_runOptions, binding);
        binding.SynchronizeBoundOutputs();
    }

    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }

    private static byte[] Identity()
    {
        static ValueInfoProto AnyShape(string name) =>
            new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)ElementType.Float32 } } };
        return OnnxModel.Wrap(new GraphProto
        {
            Name = "copy",
            Input = { AnyShape("from") },
            Output = { AnyShape("to") },
            Node = { new NodeProto { OpType = "Identity", Name = "copy", Input = { "from" }, Output = { "to" } } },
        });
    }
}
