using System.Diagnostics;

namespace RoboticsStack.Learning.Tests.Foreign;

/// <summary>The onnx package of a Python here: ROBOTICS_STACK_PYTHON, else the system's.</summary>
internal static class OnnxPackage
{
    private static readonly string Python = Environment.GetEnvironmentVariable("ROBOTICS_STACK_PYTHON") is { Length: > 0 } named ? named : "/usr/bin/python3";

    /// <summary>Why it cannot be used, or null if it can.</summary>
    public static string? WhyNot { get; } = File.Exists(Python)
        ? Run("-c", "import onnx").Status == 0 ? null : $"{Python} has no onnx package: sudo apt-get install python3-onnx"
        : $"there is no {Python}";

    public static (int Status, string Output) Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}

/// <summary>A test that needs the onnx package; skipped, with the reason, where it is not installed.</summary>
internal sealed class OnnxFactAttribute : FactAttribute
{
    public OnnxFactAttribute() => Skip = OnnxPackage.WhyNot;
}
