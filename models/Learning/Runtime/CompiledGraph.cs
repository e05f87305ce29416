using Microsoft.ML.OnnxRuntime;
using RoboticsStack.Core;

namespace RoboticsStack.Learning;

/// <summary>A model ready to run on named float arrays. Bind buffers once, run many times; a run copies nothing.</summary>
public sealed class CompiledGraph : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();

    private readonly (OrtAllocator Allocator, DeviceCopy Copy)? _device;

    private CompiledGraph(InferenceSession session, SessionSettings settings)
    {
        _session = session;
        if (settings.Device == ComputeDevice.Cuda)
        {
            using OrtMemoryInfo memory = new("Cuda", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);
            _device = (new OrtAllocator(session, memory), new DeviceCopy(settings));
        }
    }

    /// <param name="origin">What the model is called in an error message, such as its path.</param>
    /// <exception cref="UserErrorException">The bytes are no runnable model.</exception>
    public static CompiledGraph From(byte[] model, string origin = "The model", SessionSettings? settings = null)
    {
        settings ??= SessionSettings.Default;
        return new(Sessions.Open(model, origin, settings), settings);
    }

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

    /// <summary>Inputs with their sizes, <see cref="Shape.Dynamic"/> where the model leaves one open.</summary>
    public IReadOnlyDictionary<string, long[]> Inputs => Sizes(_session.InputMetadata);

    /// <summary>As <see cref="Inputs"/>.</summary>
    public IReadOnlyDictionary<string, long[]> Outputs => Sizes(_session.OutputMetadata);

    public IEnumerable<string> InputNames => _session.InputMetadata.Keys;

    public IEnumerable<string> OutputNames => _session.OutputMetadata.Keys;

    /// <summary>
    /// Binds pinned arrays (allocated with <c>GC.AllocateArray(pinned: true)</c>) to inputs and outputs. The binding works on the arrays themselves.
    /// </summary>
    public GraphBinding Bind(IEnumerable<(string Name, Memory<float> Memory, long[] Shape)> inputs,
        IEnumerable<(string Name, Memory<float> Memory, long[] Shape)> outputs) => new(_session, _runOptions, inputs, outputs);

    /// <summary>A tensor where this graph runs, with <paramref name="host"/> (pinned) as its side on the host.</summary>
    internal DeviceTensor Allocate(float[] host, Shape shape) => new(host, shape, _device);

    internal GraphBinding Bind(IEnumerable<(string Name, DeviceTensor Tensor)> inputs, IEnumerable<(string Name, DeviceTensor Tensor)> outputs) =>
        new(_session, _runOptions, inputs, outputs);

    private static Dictionary<string, long[]> Sizes(IReadOnlyDictionary<string, NodeMetadata> metadata) =>
        metadata.ToDictionary(pair => pair.Key, pair => Array.ConvertAll(pair.Value.Dimensions, size => size < 0 ? Shape.Dynamic : (long)size));

    public void Dispose()
    {
        _device?.Copy.Dispose();
        _device?.Allocator.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
    }
}
