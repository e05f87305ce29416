using Microsoft.ML.OnnxRuntime;
using RoboticsStack.Core;

namespace RoboticsStack.Learning;

/// <summary>Opens ONNX models; what can be wrong with a file or a device becomes a <see cref="UserErrorException"/>.</summary>
internal static class Sessions
{
    public static InferenceSession Open(byte[] model, string origin, SessionSettings settings)
    {
        try
        {
            using SessionOptions options = Options(settings);
            return new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new UserErrorException(
                $"{origin} is no model that ONNX Runtime can run. It may be truncated or altered; restore it or train again. ({FirstLine(error)})", error);
        }
    }

    private static SessionOptions Options(SessionSettings settings)
    {
        SessionOptions options = new()
        {
            IntraOpNumThreads = settings.EffectiveThreads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.set_denormal_as_zero", "1");
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", settings.Spin ? "1" : "0");
        if (settings.ProfilePrefix is { } prefix)
        {
            options.ProfileOutputPathPrefix = prefix;
            options.EnableProfiling = true;
        }
        if (settings.Device == ComputeDevice.Cuda)
        {
            try
            {
                options.AppendExecutionProvider_CUDA();
            }
            catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
            {
                options.Dispose();
                throw new UserErrorException("No CUDA device can be used here: ONNX Runtime's GPU package or the driver is missing. "
                    + $"Install both, or choose the CPU. ({FirstLine(error)})", error);
            }
        }
        return options;
    }

    private static string FirstLine(Exception error) => error.Message.Split('\n')[0].Trim();
}
