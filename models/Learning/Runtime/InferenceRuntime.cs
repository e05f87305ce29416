using Microsoft.ML.OnnxRuntime;

namespace RoboticsStack.Learning;

/// <summary>The library that runs the models.</summary>
public static class InferenceRuntime
{
    /// <summary>Name and version.</summary>
    public static string Version => $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}";
}
