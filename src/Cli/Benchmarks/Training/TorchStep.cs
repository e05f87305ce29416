using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RoboticsStack.Core;
using RoboticsStack.Runtime.Processes;

namespace RoboticsStack.Cli.Benchmarks.Training;

/// <summary>
/// The same network's training step in PyTorch, in a Python process that takes as many steps as it is told to. In between it is stopped: the threads of OpenMP that wait actively
/// would take a processor from whatever is measured meanwhile.
/// </summary>
internal sealed class TorchStep : IDisposable
{
    private const string Script = "models/Training/Benchmarks/torch_step.py";

    private readonly Process _process;

    private TorchStep(Process process, Start start) => (_process, First) = (process, start);

    /// <summary>What the first step came to, to be compared with this engine's.</summary>
    public sealed record Start(string Version, int Threads, double Loss, double GradientNorm);

    private sealed record Block(double[] Milliseconds, long PeakBytes);

    public Start First { get; }

    public long PeakBytes { get; private set; }

    /// <summary>The Python that is asked: ROBOTICS_STACK_PYTHON, else the system's, which is what Debian's packages are for.</summary>
    public static string Python => Environment.GetEnvironmentVariable("ROBOTICS_STACK_PYTHON") is { Length: > 0 } named ? named
        : File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>
    /// Starts the yardstick in the faster of its two ways to wait between operations (OMP_WAIT_POLICY), found by a few steps each; null with the
    /// reason if PyTorch cannot be run here.
    /// </summary>
    public static TorchStep? TryStart(string folder, int threads, out string? reason)
    {
        TorchStep? best = null;
        double bestMs = double.PositiveInfinity;
        foreach (string policy in (string[])["active", "passive"])
        {
            TorchStep? candidate = TryStart(folder, threads, policy, out reason);
            if (candidate is null)
            {
                best?.Dispose();
                return null;
            }
            double[] trial = [.. candidate.Run(10).Order()];
            double median = trial[trial.Length / 2];
            TorchStep? slower = median < bestMs ? best : candidate;
            (best, bestMs) = median < bestMs ? (candidate, median) : (best, bestMs);
            slower?.Dispose();
        }
        reason = null;
        return best;
    }

    /// <summary>Takes steps; returns the milliseconds of each.</summary>
    public IReadOnlyList<double> Run(int steps)
    {
        Signals.Send(_process.Id, Signals.Continue);
        _process.StandardInput.WriteLine(steps.ToString(CultureInfo.InvariantCulture));
        _process.StandardInput.Flush();
        Block block = Read<Block>() ?? throw new UserErrorException($"The PyTorch yardstick ended early: {_process.StandardError.ReadToEnd().Trim()}");
        PeakBytes = block.PeakBytes;
        Signals.Send(_process.Id, Signals.Stop);
        return block.Milliseconds;
    }

    public void Dispose()
    {
        Signals.Send(_process.Id, Signals.Continue);
        _process.StandardInput.Close();
        if (!_process.WaitForExit(2000))
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private static TorchStep? TryStart(string folder, int threads, string waitPolicy, out string? reason)
    {
        string count = threads.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo info = new(Python, [Path.Combine(RepositoryFiles.Root, Script), folder, count])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["OMP_NUM_THREADS"] = info.Environment["OPENBLAS_NUM_THREADS"] = count;
        info.Environment["OMP_WAIT_POLICY"] = waitPolicy;
        Process process;
        try
        {
            process = Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            reason = $"{Python} cannot be started: {error.Message}";
            return null;
        }
        TorchStep step = new(process, null!);
        if (step.Read<Start>() is { } start)
        {
            reason = null;
            Signals.Send(process.Id, Signals.Stop);
            return new(process, start);
        }
        string said = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        process.Dispose();
        reason = said.Contains("No module named 'torch'", StringComparison.Ordinal) || said.Contains("No module named 'numpy'", StringComparison.Ordinal)
            ? $"{Python} has no PyTorch; install it with: sudo apt-get install python3-torch libopenblas0-openmp"
            : $"the PyTorch yardstick failed: {said.Split('\n')[^1]}";
        return null;
    }

    private T? Read<T>() where T : class => _process.StandardOutput.ReadLine() is { } line ? JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web) : null;
}
