using System.Diagnostics;
using System.Globalization;
using RoboticsStack.Core;
using RoboticsStack.Learning;
using RoboticsStack.Runtime.Benchmarks;
using RoboticsStack.Training.Benchmarks;

namespace RoboticsStack.Cli.Benchmarks.Training;

/// <summary>
/// Training steps per network: this engine and PyTorch take turns on the same network, parameters, batch and threads. That it is the same network is
/// checked by the first step's loss and gradient norm.
/// </summary>
internal static class TrainBench
{
    public const int Threads = 2;

    private const int WarmUps = 5;
    private const int Turn = 5;

    /// <summary>Two float implementations of one network agree to about six digits; another network would not to three.</summary>
    private const double Agreement = 1e-3;

    public static BenchReport Measure(int steps, ComputeDevice device, CancellationToken cancellation)
    {
        List<BenchFigure> figures = [];
        List<string> notes = [$"{Threads} threads, {Environment.ProcessorCount} processors, {InferenceRuntime.Version} on {device}; operations counted: matrix products and convolutions"];
        foreach (string name in BenchProgram.Names)
        {
            MeasureOne(name, steps, device, figures, notes, cancellation);
        }
        return new BenchReport("train", figures, notes);
    }

    private static void MeasureOne(string name, int steps, ComputeDevice device, List<BenchFigure> figures, List<string> notes, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("bench-train").FullName;
        try
        {
            PeakMemory.Reset();
            using BenchProgram program = new(name, SessionSettings.Default with { Threads = Threads, Device = device });
            program.WriteYardstick(folder);
            (double loss, double norm) = (program.Step(), program.GradientNorm);
            using TorchStep? torch = TorchStep.TryStart(folder, Threads, out string? reason);
            if (torch is not null)
            {
                RequireSame(name, "loss", loss, torch.First.Loss);
                RequireSame(name, "gradient norm", norm, torch.First.GradientNorm);
            }
            List<double> ours = [], theirs = [];
            Time(program, WarmUps);
            torch?.Run(WarmUps);
            while (ours.Count < steps)
            {
                cancellation.ThrowIfCancellationRequested();
                int turn = Math.Min(Turn, steps - ours.Count);
                ours.AddRange(Time(program, turn));
                theirs.AddRange(torch?.Run(turn) ?? []);
            }
            Add(name, program, ours, theirs, figures);
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {program.Description}; {program.ParameterCount:N0} parameters, {program.Flops / 1e9:F2} GFLOP a step, peak memory {PeakMemory.Megabytes:F0} MB")
                + (torch is null ? $"; {reason}" : string.Create(CultureInfo.InvariantCulture,
                    $" (PyTorch {torch.First.Version}: {torch.PeakBytes / 1e6:F0} MB); first loss {loss:G7} and {torch.First.Loss:G7}, gradient norm {norm:G5} and {torch.First.GradientNorm:G5}")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Add(string name, BenchProgram program, List<double> ours, List<double> theirs, List<BenchFigure> figures)
    {
        IEnumerable<double> Speed(List<double> milliseconds) => milliseconds.Select(value => program.Flops / value / 1e6);
        figures.Add(BenchFigure.Of($"{name}: step", "ms", ours));
        BenchFigure speed = BenchFigure.Of($"{name}: speed", "GFLOP/s", Speed(ours), moreIsBetter: true);
        if (theirs.Count == 0)
        {
            figures.Add(speed);
            return;
        }
        BenchFigure yardstick = BenchFigure.Of("PyTorch", "GFLOP/s", Speed(theirs), moreIsBetter: true);
        figures.Add(BenchFigure.Of($"{name}: step in PyTorch", "ms", theirs));
        figures.Add(speed.Against(yardstick));
    }

    private static List<double> Time(BenchProgram program, int steps)
    {
        List<double> taken = [];
        for (int i = 0; i < steps; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            program.Step();
            taken.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        return taken;
    }

    private static void RequireSame(string network, string what, double ours, double theirs)
    {
        if (!(Math.Abs(ours - theirs) <= Agreement * Math.Abs(theirs)))
        {
            throw new InvalidOperationException($"{network}: the first step's {what} is {ours:G7} here and {theirs:G7} in PyTorch; these are two networks, and a comparison would mean nothing.");
        }
    }
}
