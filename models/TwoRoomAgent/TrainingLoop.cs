using RoboticsStack.Learning;

namespace RoboticsStack.TwoRoomAgent;

/// <summary>Fills, steps and reports until the steps are done.</summary>
internal static class TrainingLoop
{
    /// <param name="metrics">Of the program; the first must be what is minimised.</param>
    /// <param name="fill">Given the step's number, fills the program's inputs.</param>
    public static void Run(TrainingProgram program, string stage, IReadOnlyList<string> metrics, long steps, double peakLearningRate, int reportEvery, Action<long> fill,
        IProgress<TwoRoomProgress>? progress, CancellationToken cancellation)
    {
        LearningRateSchedule schedule = new(peakLearningRate);
        double[] sums = new double[metrics.Count];
        while (program.StepCount < steps)
        {
            cancellation.ThrowIfCancellationRequested();
            fill(program.StepCount);
            program.Step(schedule.At(program.StepCount / (double)steps));
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += program.Metric(metrics[i])[0];
            }
            long since = (program.StepCount - 1) % reportEvery + 1;
            if (since == reportEvery || program.StepCount == steps)
            {
                if (!double.IsFinite(sums[0]))
                {
                    throw new InvalidOperationException($"The loss is no longer finite at step {program.StepCount} of {stage}; lower the learning rate.");
                }
                progress?.Report(new(stage, program.StepCount, steps, [.. metrics.Select((name, i) => (name, sums[i] / since))]));
                Array.Clear(sums);
            }
        }
        program.Synchronise();
    }
}
