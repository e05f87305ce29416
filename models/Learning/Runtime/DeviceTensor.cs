using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RoboticsStack.Learning;

/// <summary>
/// A float tensor where graphs run. On the CPU it is a pinned array and nothing is ever copied; on another device it is memory there, filled and read
/// by <see cref="Upload"/> and <see cref="Download"/> only.
/// </summary>
internal sealed class DeviceTensor : IDisposable
{
    private readonly OrtValue _hostValue;
    private readonly OrtValue? _deviceValue;
    private readonly DeviceCopy? _copy;

    /// <param name="host">Pinned; the values on the CPU, and the way in and out of another device.</param>
    /// <param name="device">Memory and copying of the device; null for the CPU.</param>
    public DeviceTensor(float[] host, Shape shape, (OrtAllocator Allocator, DeviceCopy Copy)? device)
    {
        Host = host;
        _hostValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, host.AsMemory(), shape.ToLongs());
        if (device is { } there)
        {
            _deviceValue = OrtValue.CreateAllocatedTensorValue(there.Allocator, TensorElementType.Float, shape.ToLongs());
            _copy = there.Copy;
        }
    }

    /// <summary>What graphs are bound to.</summary>
    public OrtValue Value => _deviceValue ?? _hostValue;

    /// <summary>The host's side of it: the values themselves on the CPU, else those of the last transfer.</summary>
    public float[] Host { get; }

    /// <summary>Brings the host's values to the device; returns the bytes copied, 0 on the CPU.</summary>
    public long Upload() => Copy(_hostValue, _deviceValue);

    /// <summary>Brings the device's values to the host; returns the bytes copied, 0 on the CPU.</summary>
    public long Download() => Copy(_deviceValue, _hostValue);

    public void Dispose()
    {
        _deviceValue?.Dispose();
        _hostValue.Dispose();
    }

    private long Copy(OrtValue? from, OrtValue? to)
    {
        if (_copy is null)
        {
            return 0;
        }
        _copy.Run(from!, to!);
        return Host.Length * sizeof(float);
    }
}
