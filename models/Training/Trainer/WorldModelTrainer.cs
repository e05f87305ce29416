using RoboticsStack.Core.Time;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Training;

/// <summary>A trained model, before it is written.</summary>
public sealed record TrainedModel(ParameterSet Parameters, WorldModelArchitecture Architecture, Normalisation Normalisation, TrainingProvenance Training)
{
    /// <summary>As <see cref="IWorldModel.HighDisagreement"/>; null until measured on scenes the training left out.</summary>
    public double? HighDisagreement { get; init; }

    /// <summary>Writes the directory that <see cref="WorldModel.Load"/> reads.</summary>
    public void Write(string directory) => WorldModelExporter.Write(directory, Parameters, Architecture, Normalisation, Training, HighDisagreement);

    /// <summary>Reads back what <see cref="Write"/> wrote, to evaluate it or to train on.</summary>
    /// <exception cref="Core.UserErrorException">A file is missing, truncated or altered.</exception>
    public static TrainedModel Read(string directory)
    {
        (WorldModelManifest manifest, ParameterSet parameters) = WorldModelManifest.ReadWithWeights(directory);
        return new(parameters, manifest.Architecture, manifest.Normalisation, manifest.Training) { HighDisagreement = manifest.HighDisagreement };
    }
}

/// <summary>Trains a world model on a data set.</summary>
/// <param name="clock">Wall clock of the host, for the budget and for the figures in the reports.</param>
public sealed class WorldModelTrainer(TrainerOptions options, IClock clock)
{
    /// <param name="progress">Told every <see cref="TrainerOptions.ReportEvery"/> steps.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TrainedModel Train(Dataset dataset, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        options.Validate();
        Timestamp begin = clock.Now;
        Normalisation normalisation = NormalisationEstimate.Of(dataset, options.Seed);
        ParameterSet parameters = new();
        TrainingGraph graph = new(options, parameters, normalisation);
        using TrainingProgram program = new(graph.Loss, graph.Metrics, options.Optimiser, options.Session, options.Seed);
        BatchFeed feed = new(options, dataset, graph.Frames);
        LearningRateSchedule schedule = new(options.PeakLearningRate);

        LossAverage average = new();
        TrainingLosses last = default;
        double fraction = 0;
        while (fraction < 1)
        {
            cancellation.ThrowIfCancellationRequested();
            feed.Fill(program);
            double rate = schedule.At(fraction);
            program.Step(rate);
            average.Add(program);
            double elapsed = clock.Now.SecondsSince(begin);
            fraction = Math.Max(program.StepCount / (double)options.MaxSteps, elapsed / options.Budget.TotalSeconds);
            if (program.StepCount % options.ReportEvery == 0 || fraction >= 1)
            {
                last = average.Take();
                if (!double.IsFinite(last.Total))
                {
                    throw new InvalidOperationException($"The loss is no longer finite at step {program.StepCount}; lower the learning rate.");
                }
                progress?.Report(new(program.StepCount, Math.Min(1, fraction), rate, elapsed,
                    program.StepCount * options.BatchSize * graph.Frames / Math.Max(elapsed, 1e-9), last));
            }
        }
        program.Synchronise();
        return new(parameters, options.Architecture, normalisation, dataset.Provenance(options.Seed, program.StepCount, clock.Now.SecondsSince(begin), last.Total));
    }

    private sealed class LossAverage
    {
        private readonly double[] _sums = new double[6];
        private int _count;

        public void Add(TrainingProgram program)
        {
            ReadOnlySpan<string> names = ["loss", "prediction", "rollout", "sigReg", "action", "probes"];
            for (int i = 0; i < names.Length; i++)
            {
                _sums[i] += program.Metric(names[i])[0];
            }
            _count++;
        }

        public TrainingLosses Take()
        {
            TrainingLosses mean = new(_sums[0] / _count, _sums[1] / _count, _sums[2] / _count, _sums[3] / _count, _sums[4] / _count, _sums[5] / _count);
            Array.Clear(_sums);
            _count = 0;
            return mean;
        }
    }
}
