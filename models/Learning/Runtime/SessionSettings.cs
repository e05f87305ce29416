namespace RoboticsStack.Learning;

/// <summary>Where graphs run.</summary>
public enum ComputeDevice
{
    Cpu,

    /// <summary>The first CUDA device; needs ONNX Runtime's GPU package and an NVIDIA driver.</summary>
    Cuda,
}

/// <summary>How ONNX Runtime runs a graph.</summary>
public sealed record SessionSettings
{
    public static SessionSettings Default { get; } = new();

    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;

    /// <summary>Threads within one operation; 0 takes one per processor.</summary>
    public int Threads { get; init; }

    /// <summary><see cref="Threads"/> with 0 resolved.</summary>
    public int EffectiveThreads => Threads > 0 ? Threads : Environment.ProcessorCount;

    /// <summary>Idle threads spin for their next work: faster when the cores are free, harmful when they are shared.</summary>
    public bool Spin { get; init; }

    /// <summary>Where ONNX Runtime writes how long each operation took (a JSON trace); null for no profile.</summary>
    public string? ProfilePrefix { get; init; }
}
