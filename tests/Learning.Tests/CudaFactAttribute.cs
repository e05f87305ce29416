using RoboticsStack.Learning;

namespace RoboticsStack.Learning.Tests;

/// <summary>A test that needs a CUDA device; skipped, with the reason, where there is none.</summary>
internal sealed class CudaFactAttribute : FactAttribute
{
    public CudaFactAttribute() => Skip = ComputeDevices.WhyNoCuda is { } reason ? $"No CUDA here: {reason}." : null;
}
