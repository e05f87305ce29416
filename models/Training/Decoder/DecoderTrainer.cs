using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Training.Decoder;

/// <summary>How a sensor decoder is trained.</summary>
public sealed record DecoderOptions
{
    public double PeakLearningRate { get; init; } = 1.5e-3;
    public AdamWOptions Optimiser { get; init; } = new() { WeightDecay = 0.01 };
    public long MaxSteps { get; init; } = 6_000;

    /// <summary>Wall time; the learning rate's schedule follows whichever limit is nearer.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(6);
    public ulong Seed { get; init; } = 1;
    public int ReportEvery { get; init; } = 100;
    public SessionSettings Session { get; init; } = SessionSettings.Default;

    /// <summary>A demonstration.</summary>
    public static DecoderOptions Quick { get; } = new() { MaxSteps = 300, Budget = TimeSpan.FromSeconds(20) };

    internal void Validate()
    {
        if (!(PeakLearningRate > 0) || MaxSteps < 1 || Budget <= TimeSpan.Zero || ReportEvery < 1)
        {
            throw new ArgumentException($"Learning rate, steps, budget and interval of the reports must be positive: {this}");
        }
    }
}

/// <summary>Where the decoder's training stands; losses averaged since the last report.</summary>
public readonly record struct DecoderProgress(long Step, double Fraction, double Loss, double Depth, double Mask, double Tactile);

/// <summary>
/// Trains a <see cref="SensorDecoderNetwork"/> on the latents of a finished world model: as many encoded ones as predicted ones, so that it reads what
/// it will be shown. The world model stays as it is.
/// </summary>
internal sealed class DecoderTrainer(DecoderOptions options, IClock clock)
{
    /// <summary>Steps ahead of the farthest prediction that is decoded.</summary>
    public const int Ahead = 10;

    private const int Batch = LatentEvaluator.Batch;

    /// <summary>In deviations; beyond, an error counts linearly: edges stay sharp where a square would blur them.</summary>
    private const double DepthHuber = 0.1;
    private const double MaskWeight = 0.15;
    private const double TactileWeight = 1;

    /// <summary>Of the same errors after anchoring, which is how pictures are shown.</summary>
    private const double AnchoredWeight = 1;

    /// <summary>The parameters, with the steps taken and the last loss.</summary>
    public (ParameterSet Parameters, long Steps, double Loss) Train(
        LatentEvaluator evaluator, EncodedDataset encoded, Dataset dataset, SegmentStatistics depth, IProgress<DecoderProgress>? progress, CancellationToken cancellation)
    {
        options.Validate();
        Timestamp begin = clock.Now;
        using TrainingProgram program = CreateProgram(evaluator.LatentSize, depth);
        Departure[] all = [.. dataset.Episodes.SelectMany(episode => Enumerable.Range(0, Math.Max(0, episode.Length - 1)).Select(frame => new Departure(episode, frame)))];
        LearningRateSchedule schedule = new(options.PeakLearningRate);
        double[] sums = new double[4];
        double fraction = 0, loss = 0;
        while (fraction < 1)
        {
            cancellation.ThrowIfCancellationRequested();
            Fill(program, evaluator, encoded, all);
            program.Step(schedule.At(fraction));
            Add(sums, program);
            fraction = Math.Max(program.StepCount / (double)options.MaxSteps, clock.Now.SecondsSince(begin) / options.Budget.TotalSeconds);
            long since = (program.StepCount - 1) % options.ReportEvery + 1;
            if (since == options.ReportEvery || fraction >= 1)
            {
                loss = sums[0] / since;
                progress?.Report(new(program.StepCount, Math.Min(1, fraction), loss, sums[1] / since, sums[2] / since, sums[3] / since));
                Array.Clear(sums);
            }
        }
        program.Synchronise();
        return (program.Parameters, program.StepCount, loss);
    }

    private TrainingProgram CreateProgram(int latentSize, SegmentStatistics depth)
    {
        const int Rows = 2 * Batch;
        Graph graph = new(new ParameterSet());
        Tensor raw = new SensorDecoderNetwork(depth, options.Seed).Raw(graph.Input("latents", [Rows, latentSize]));
        Tensor Part(Segment segment) => raw.Slice(1, segment.Start, segment.Length);
        Tensor Target(Segment segment) => graph.Input(segment.Name, [Rows, segment.Length]);
        Tensor seen = graph.Input("seen", [Rows, 1]), felt = graph.Input("felt", [Rows, 1]);
        // The first half is where a prediction starts, the second what it comes to: a real picture plus the decoded change is to be the second one.
        Tensor Anchored(Tensor decoded, Tensor target) => (Then(decoded) - Start(decoded)) - (Then(target) - Start(target));
        Tensor Start(Tensor rows) => rows.Slice(0, 0, Batch);
        Tensor Then(Tensor rows) => rows.Slice(0, Batch, Batch);
        Tensor Sharp(Tensor error) => Losses.Huber(error, graph.Constant(0), DepthHuber) / DepthHuber;
        Tensor Mean(Tensor loss, Tensor weight) => (loss * weight).Sum() / (weight.Sum() * loss.Shape[1] + 1);

        Tensor depthTarget = (Target(SensorLayout.Depth) - depth.Mean[0]) / depth.Deviation[0], seenBoth = Start(seen) * Then(seen);
        Tensor depthLoss = Mean(Sharp(Part(SensorLayout.Depth) - depthTarget), seen)
            + Mean(Sharp(Anchored(Part(SensorLayout.Depth), depthTarget)), seenBoth) * AnchoredWeight;
        Tensor maskTarget = Target(SensorLayout.Mask);
        Tensor maskLoss = Mean(Losses.BinaryCrossEntropyWithLogits(Part(SensorLayout.Mask), maskTarget), seen)
            + Mean(Anchored(Part(SensorLayout.Mask).Sigmoid(), maskTarget).Square(), seenBoth) * AnchoredWeight;
        Tensor pressed = (Target(SensorLayout.Tactile) / SensorDecoderNetwork.TouchedCellNewtons + 1).Log();
        Tensor tactileLoss = Mean(Losses.Huber(Part(SensorLayout.Tactile), pressed), felt)
            + Mean(Losses.Huber(Anchored(Part(SensorLayout.Tactile), pressed), graph.Constant(0)), Start(felt) * Then(felt)) * AnchoredWeight;
        return new(depthLoss + maskLoss * MaskWeight + tactileLoss * TactileWeight, [("depthLoss", depthLoss), ("maskLoss", maskLoss), ("tactileLoss", tactileLoss)], options.Optimiser, options.Session);
    }

    private void Fill(TrainingProgram program, LatentEvaluator evaluator, EncodedDataset encoded, Departure[] all)
    {
        RandomStream random = RandomStream.For(options.Seed, (ulong)program.StepCount, "decoder batch");
        Departure[] departures = new Departure[Batch];
        for (int row = 0; row < Batch; row++)
        {
            departures[row] = random.Pick(all);
        }
        int steps = 1 + random.Index(Ahead);
        float[][] predicted = OpenLoop.From(evaluator, encoded, departures, steps);
        Memory<float> latents = program.InputMemory("latents");
        SensorTargets targets = new(program);
        Parallel.For(0, Batch, row =>
        {
            (Episode episode, int frame) = departures[row];
            int ahead = Math.Min(steps, departures[row].Ahead), size = evaluator.LatentSize;
            encoded.Latent(episode, frame).CopyTo(latents.Span[(row * size)..]);
            predicted[ahead - 1].AsSpan(row * size, size).CopyTo(latents.Span[((Batch + row) * size)..]);
            targets.Fill(row, episode, frame);
            targets.Fill(Batch + row, episode, frame + ahead);
        });
    }

    private static void Add(double[] sums, TrainingProgram program)
    {
        ReadOnlySpan<string> names = ["loss", "depthLoss", "maskLoss", "tactileLoss"];
        for (int i = 0; i < names.Length; i++)
        {
            sums[i] += program.Metric(names[i])[0];
        }
    }

    /// <summary>The program's inputs for what the sensors showed.</summary>
    private readonly struct SensorTargets(TrainingProgram program)
    {
        private readonly Memory<float> _depth = program.InputMemory(SensorLayout.Depth.Name), _mask = program.InputMemory(SensorLayout.Mask.Name),
            _tactile = program.InputMemory(SensorLayout.Tactile.Name), _seen = program.InputMemory("seen"), _felt = program.InputMemory("felt");

        public void Fill(int row, Episode episode, int frame)
        {
            Span<float> observation = stackalloc float[ObservationLayout.Size];
            episode.CopyObservation(frame, observation);
            ReadOnlySpan<float> present = ObservationLayout.Present.Of(observation);
            Copy(ObservationLayout.WristDepth.Of(observation), _depth, row);
            Copy(ObservationLayout.WristMask.Of(observation), _mask, row);
            Copy(ObservationLayout.Tactile.Of(observation), _tactile, row);
            _seen.Span[row] = present[(int)Modality.WristImage];
            _felt.Span[row] = present[(int)Modality.Tactile];
        }

        private static void Copy(ReadOnlySpan<float> values, Memory<float> into, int row) => values.CopyTo(into.Span[(row * values.Length)..]);
    }
}
