using Microsoft.ML.OnnxRuntime;
using RoboticsStack.Core;

namespace RoboticsStack.Learning;

/// <summary>Which devices are here, and the choice between them.</summary>
public static class ComputeDevices
{
    public const string Auto = "auto";

    private const string ProviderFile = "libonnxruntime_providers_cuda.so";

    /// <summary>What a <c>--device</c> option takes.</summary>
    public static IReadOnlyList<string> Choices { get; } = [Auto, "cpu", "cuda"];

    /// <summary>Why CUDA cannot be used here, or null if it can.</summary>
    public static string? WhyNoCuda
    {
        get
        {
            if (!File.Exists("/proc/driver/nvidia/version"))
            {
                return "no NVIDIA driver is loaded (there is no /proc/driver/nvidia/version)";
            }
            return OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider")
                && File.Exists(Path.Combine(AppContext.BaseDirectory, ProviderFile))
                ? null
                : $"ONNX Runtime's {ProviderFile} is not beside the program (./robot installs the npm package that holds it where it finds a driver)";
        }
    }

    /// <summary>The device of a name: auto takes CUDA where it can be used.</summary>
    /// <exception cref="UserErrorException">The name is unknown, or CUDA was asked for and cannot be used.</exception>
    public static ComputeDevice Parse(string name) => name switch
    {
        "cpu" => ComputeDevice.Cpu,
        "cuda" => WhyNoCuda is { } reason
            ? throw new UserErrorException($"--device cuda cannot be used here: {reason}. Choose cpu or auto.")
            : ComputeDevice.Cuda,
        Auto => WhyNoCuda is null ? ComputeDevice.Cuda : ComputeDevice.Cpu,
        _ => throw new UserErrorException($"There is no device '{name}'. Choose one of: {string.Join(", ", Choices)}."),
    };
}
