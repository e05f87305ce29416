using System.Diagnostics;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;
using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;

namespace RoboticsStack.Runtime.Benchmarks;

/// <summary>Latency of one replan: encode an observation, then 5 iterations of 256 action sequences over the model's horizon.</summary>
public static class PlanBench
{
    public const int Samples = 256;
    public const int Iterations = 5;
    public const int Threads = 2;

    private const int WarmUps = 20;

    /// <summary>Sizes of the ensemble that are timed with random weights: that of the committed model and twice that.</summary>
    private static readonly int[] Ensembles = [4, 8];

    /// <param name="modelDirectory">Of the world model.</param>
    /// <param name="duration">How long to measure.</param>
    public static BenchReport Measure(string modelDirectory, TimeSpan duration, CancellationToken cancellation)
    {
        using WorldModel model = WorldModel.Load(modelDirectory, new WorldModelOptions { Session = SessionSettings.Default with { Threads = Threads } });
        using LatentPlanner planner = new(model, new LatentPlannerOptions
        {
            Samples = Samples,
            HardSamples = Samples,
            MinIterations = Iterations,
            Iterations = Iterations,
            ExtraIterations = 0,
        }, RandomStream.For(1, "bench/plan"));
        using RolloutBatch batch = model.CreateRollout(Samples);
        RandomStream random = RandomStream.For(1, "bench/observation");
        float[] observation = new float[ObservationLayout.Size];
        float[] latent = new float[model.LatentSize];
        float[] probes = new float[ProbeLayout.Size];
        float[] standingStill = new float[ActionScale.Size];
        LatentHistory history = new(model.LatentSize);
        SkillObjective objective = SkillObjectives.Approach();
        List<double> encodeMs = [], planMs = [], bothMs = [], rolloutMs = [];
        long end = long.MaxValue;
        for (int round = -WarmUps; !cancellation.IsCancellationRequested && Stopwatch.GetTimestamp() < end; round++)
        {
            if (round == 0)
            {
                end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
            }
            FillPlausibly(observation, random);
            planner.Reset();
            long started = Stopwatch.GetTimestamp();
            model.Encode(observation, latent, probes);
            long encoded = Stopwatch.GetTimestamp();
            history.Push(latent, standingStill);
            planner.Plan(new PlanRequest { History = history, Objective = objective });
            long planned = Stopwatch.GetTimestamp();
            model.Rollout(batch);
            long rolled = Stopwatch.GetTimestamp();
            if (round >= 0)
            {
                encodeMs.Add(Milliseconds(started, encoded));
                planMs.Add(Milliseconds(encoded, planned));
                bothMs.Add(Milliseconds(started, planned));
                rolloutMs.Add(Milliseconds(planned, rolled));
            }
        }
        cancellation.ThrowIfCancellationRequested();
        return new BenchReport("plan",
        [
            BenchFigure.Of($"encode + plan, {Samples} × {model.Horizon} × {Iterations}", "ms", bothMs),
            BenchFigure.Of("encode", "ms", encodeMs),
            BenchFigure.Of($"plan, {Samples} × {model.Horizon} × {Iterations}", "ms", planMs),
            BenchFigure.Of($"one rollout, {Samples} × {model.Horizon}", "ms", rolloutMs),
            .. Ensembles.Select(heads => OneRollout(heads, duration / 10, cancellation)),
        ],
        [$"model {model.ModelHash[..12]}, {Threads} threads, {Environment.ProcessorCount} processors; no early stop, no physics check"]);
    }

    /// <summary>One rollout of the same architecture with so many heads; they are one batched product, so weights do not matter to it.</summary>
    private static BenchFigure OneRollout(int heads, TimeSpan duration, CancellationToken cancellation)
    {
        string directory = Directory.CreateTempSubdirectory("bench-ensemble").FullName;
        try
        {
            WorldModelArchitecture architecture = new() { Heads = heads };
            UntrainedWorldModel.Write(directory, architecture, seed: 1);
            using WorldModel model = WorldModel.Load(directory, new WorldModelOptions { Session = SessionSettings.Default with { Threads = Threads } });
            using RolloutBatch batch = model.CreateRollout(Samples);
            RandomStream random = RandomStream.For(1, "bench/ensemble");
            foreach (ref float action in batch.Actions)
            {
                action = (float)random.Uniform(-1, 1);
            }
            List<double> milliseconds = [];
            long end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
            for (int round = -WarmUps; round <= 0 || Stopwatch.GetTimestamp() < end; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                long started = Stopwatch.GetTimestamp();
                model.Rollout(batch);
                if (round >= 0)
                {
                    milliseconds.Add(Milliseconds(started, Stopwatch.GetTimestamp()));
                }
            }
            return BenchFigure.Of($"one rollout, {Samples} × {model.Horizon}, {heads} heads, random weights", "ms", milliseconds);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Values of ordinary size in every modality: latency must not profit from zeros.</summary>
    private static void FillPlausibly(float[] observation, RandomStream random)
    {
        for (int i = 0; i < observation.Length; i++)
        {
            observation[i] = (float)random.Uniform(0, 0.5);
        }
        observation.AsSpan(ObservationLayout.Present.Start, ObservationLayout.ModalityCount).Fill(1);
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
