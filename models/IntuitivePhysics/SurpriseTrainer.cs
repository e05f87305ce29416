using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Intuition;
using RoboticsStack.Learning;
using RoboticsStack.Models;
using RoboticsStack.Training;

namespace RoboticsStack.IntuitivePhysics;

/// <summary>How a surprise model is trained. Training ends at <see cref="MaxSteps"/> or when <see cref="Budget"/> is used up.</summary>
public sealed record SurpriseTrainerOptions
{
    public SurpriseArchitecture Architecture { get; init; } = new();

    /// <summary>Clips in a step.</summary>
    public int BatchSize { get; init; } = 32;
    public double PeakLearningRate { get; init; } = 2e-3;
    public AdamWOptions Optimiser { get; init; } = new() { WeightDecay = 0.02 };

    /// <summary>λ of the anti-collapse term, as in the robot's world model.</summary>
    public double SigRegWeight { get; init; } = 0.09;
    public int SigRegDirections { get; init; } = 64;

    /// <summary>Tracked slots that the anti-collapse term sees in a step.</summary>
    public int SigRegRows { get; init; } = 512;

    /// <summary>Weight of decoding each slot's sighting from its own latent, which keeps places in it to the centimetre.</summary>
    public double ProbeWeight { get; init; } = 1;
    public long MaxSteps { get; init; } = 10_000;

    /// <summary>Share of the clips that are looked at from a later frame on, so that the model knows as well what to expect when it has only just come in.</summary>
    public double LateShare { get; init; } = 0.35;

    /// <summary>Wall time; the learning rate's schedule follows whichever limit is nearer.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromHours(1);
    public ulong Seed { get; init; } = 1;
    public int ReportEvery { get; init; } = 100;

    internal void Validate()
    {
        Architecture.Validate();
        if (BatchSize is < 2 or > 1024 || !(PeakLearningRate > 0) || !(SigRegWeight >= 0) || !(ProbeWeight >= 0) || LateShare is not (>= 0 and <= 1) || SigRegDirections is < 1 or > 4096 || SigRegRows is < 8 or > 65536
            || MaxSteps < 1 || Budget <= TimeSpan.Zero || ReportEvery < 1)
        {
            throw new ArgumentException($"Batch 2 to 1024, directions 1 to 4096, share 0 to 1, rows 8 to 65536, rates, weights and limits positive: {this}");
        }
    }
}

/// <summary>Where a training stands; losses averaged since the last report.</summary>
public readonly record struct SurpriseProgress(long Step, double Fraction, double Prediction, double Doubt, double SigReg, double Probe);

/// <summary>Trains a <see cref="SurpriseNetwork"/> on possible clips only.</summary>
/// <param name="clock">Wall clock of the host, for the budget.</param>
public sealed class SurpriseTrainer(SurpriseTrainerOptions options, IClock clock)
{
    private const double ProbePositionWeight = 4;

    /// <summary>The parameters, and the steps taken.</summary>
    public (ParameterSet Parameters, long Steps, double Loss) Train(IReadOnlyList<Clip> clips, IProgress<SurpriseProgress>? progress, CancellationToken cancellation)
    {
        options.Validate();
        Timestamp begin = clock.Now;
        using TrainingProgram program = Program();
        LearningRateSchedule schedule = new(options.PeakLearningRate);
        string[] metrics = ["prediction", "doubt", "sigReg", "probe"];
        double[] sums = new double[metrics.Length];
        double fraction = 0, loss = 0;
        while (fraction < 1)
        {
            cancellation.ThrowIfCancellationRequested();
            Fill(program, clips);
            program.Step(schedule.At(fraction));
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += program.Metric(metrics[i])[0];
            }
            fraction = Math.Max(program.StepCount / (double)options.MaxSteps, clock.Now.SecondsSince(begin) / options.Budget.TotalSeconds);
            long since = (program.StepCount - 1) % options.ReportEvery + 1;
            if (since == options.ReportEvery || fraction >= 1)
            {
                loss = sums[0] / since;
                if (!double.IsFinite(loss))
                {
                    throw new InvalidOperationException($"The loss is no longer finite at step {program.StepCount}; lower the learning rate.");
                }
                progress?.Report(new(program.StepCount, Math.Min(1, fraction), loss, sums[1] / since, sums[2] / since, sums[3] / since));
                Array.Clear(sums);
            }
        }
        program.Synchronise();
        return (program.Parameters, program.StepCount, loss);
    }

    private TrainingProgram Program()
    {
        SurpriseArchitecture architecture = options.Architecture;
        int batch = options.BatchSize, tokens = batch * ClipLayout.Frames * ClipLayout.Slots;
        SurpriseNetwork network = new(architecture, batch, options.Seed);
        Graph graph = new(new ParameterSet());
        Tensor slots = graph.Input("slots", [tokens, ClipLayout.SlotSize]);
        Tensor tracked = graph.Input("trackedSlots", [options.SigRegRows, ClipLayout.SlotSize]);
        Tensor all = network.Encode(Tensor.Concat(0, slots, tracked), training: true);
        Tensor latents = all.Slice(0, 0, tokens), regularised = all.Slice(0, tokens, options.SigRegRows);

        Tensor prediction = graph.Constant(0), doubt = graph.Constant(0), looked = graph.Input("looked", [batch, ClipLayout.Frames, 1, 1]);
        foreach (SurpriseNetwork.Prediction ahead in network.Predict(latents, slots, graph.Input("surroundings", [batch, ClipLayout.Frames, ClipLayout.SurroundingsSize])))
        {
            Tensor error = Losses.SquaredError(ahead.Mean, ahead.Target), counts = looked.Slice(1, ahead.Horizon, ClipLayout.Frames - ahead.Horizon);
            Tensor counted = counts.Mean();
            prediction += (error * counts).Mean() / counted;
            doubt += ((ahead.LogVariance + error.StopGradient() / (ahead.LogVariance.Exp() + 1e-6)) * counts).Mean() / counted;
        }
        Tensor sigReg = SigReg.Statistic(regularised.Reshape(1, options.SigRegRows, architecture.LatentSize), graph.Input("directions", [architecture.LatentSize, options.SigRegDirections]));
        Tensor probe = Probe(regularised, tracked.Slice(1, 0, ClipLayout.SightingSize));
        double share = 1.0 / architecture.Horizons.Count;
        Tensor loss = prediction * share + doubt * (0.1 * share) + sigReg * options.SigRegWeight + probe * options.ProbeWeight;
        return new(loss, [("prediction", prediction * share), ("doubt", doubt * share), ("sigReg", sigReg), ("probe", probe)], options.Optimiser);
    }

    /// <summary>Whether it was found and where, from the latent; its gradient reaches the encoder.</summary>
    private Tensor Probe(Tensor latents, Tensor slots)
    {
        RandomStream random = RandomStream.For(options.Seed, "slot probe");
        Tensor hidden = Layers.Linear(latents, "probe.0", 64, random, 1.4).Silu();
        Tensor decoded = Layers.Linear(hidden, "probe.1", ClipLayout.SightingSize, random);
        Tensor found = slots.Slice(1, 0, 1);
        Tensor rest = Losses.SquaredError(decoded, slots).Mean();
        return rest + ((decoded.Slice(1, 1, 3) - slots.Slice(1, 1, 3)) * found).Square().Mean() * ProbePositionWeight;
    }

    private void Fill(TrainingProgram program, IReadOnlyList<Clip> clips)
    {
        RandomStream random = RandomStream.For(options.Seed, (ulong)program.StepCount, "clip batch");
        Span<float> slots = program.Input("slots"), surroundings = program.Input("surroundings"), looked = program.Input("looked");
        int[] order = new int[ClipLayout.Slots];
        for (int row = 0; row < options.BatchSize; row++)
        {
            for (int i = 0; i < order.Length; i++)
            {
                order[i] = i;
            }
            random.Shuffle(order.AsSpan());
            int from = random.Chance(options.LateShare) ? 1 + random.Index(SurpriseModel.LastLook) : 0;
            looked.Slice(row * ClipLayout.Frames, ClipLayout.Frames - from).Fill(1);
            looked.Slice((row + 1) * ClipLayout.Frames - from, from).Clear();
            ClipLayout.Write(clips[random.Index(clips.Count)], order, random.Chance(0.5),
                slots.Slice(row * ClipLayout.SlotsLength, ClipLayout.SlotsLength), surroundings.Slice(row * ClipLayout.SurroundingsLength, ClipLayout.SurroundingsLength), from: from);
        }
        FillTracked(program.Input("trackedSlots"), slots, random);
        SigReg.FillDirections(program.Input("directions"), options.Architecture.LatentSize, options.SigRegDirections, random);
    }

    /// <summary>SIGReg looks at slots that hold something: the empty ones are all alike.</summary>
    private void FillTracked(Span<float> tracked, ReadOnlySpan<float> slots, RandomStream random)
    {
        List<int> held = [];
        for (int at = 0; at < slots.Length; at += ClipLayout.SlotSize)
        {
            if (slots[at + ClipLayout.Tracked] > 0)
            {
                held.Add(at);
            }
        }
        if (held.Count == 0)
        {
            throw new ArgumentException("In these clips nothing is ever seen: there is nothing to learn from.");
        }
        for (int row = 0; row < options.SigRegRows; row++)
        {
            slots.Slice(held[random.Index(held.Count)], ClipLayout.SlotSize).CopyTo(tracked[(row * ClipLayout.SlotSize)..]);
        }
    }
}
