using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Models;
using RoboticsStack.Runtime.Benchmarks;
using RoboticsStack.Safety.RealTime;
using RoboticsStack.Training;

namespace RoboticsStack.Cli.Benchmarks;

/// <summary>How fast the world model trains, on made-up experience: what it learns is worth nothing, what it costs is the same.</summary>
internal static class TrainingBench
{
    private const int Episodes = 12;
    private const int FramesPerEpisode = 120;
    private const int StepsPerReport = 10;

    public static BenchReport Measure(TimeSpan duration, CancellationToken cancellation)
    {
        Steps steps = new();
        TrainerOptions options = TrainerOptions.Quick with { Budget = duration, MaxSteps = int.MaxValue, ReportEvery = StepsPerReport };
        new WorldModelTrainer(options, new MonotonicClock()).Train(MakeUp(), steps, cancellation);
        return new BenchReport("training", [BenchFigure.Of($"training, batch {options.BatchSize}", "frames/s", steps.FramesPerSecond, moreIsBetter: true)], []);
    }

    private static Dataset MakeUp()
    {
        RandomStream random = RandomStream.For(1, "training bench");
        float[] observation = new float[ObservationLayout.Size], labels = new float[ProbeLayout.Size], action = new float[ActionScale.Size];
        List<Episode> episodes = [];
        for (int n = 0; n < Episodes; n++)
        {
            Episode episode = new((ulong)n);
            for (int frame = 0; frame < FramesPerEpisode; frame++)
            {
                Fill(observation, random);
                Fill(labels, random);
                Fill(action, random);
                episode.Add(observation, labels, action, 0);
            }
            episodes.Add(episode);
        }
        return new Dataset("made up", episodes, "");
    }

    private static void Fill(float[] values, RandomStream random)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.Uniform(-0.5, 0.5);
        }
    }

    private sealed class Steps : IProgress<TrainingProgress>
    {
        public List<double> FramesPerSecond { get; } = [];

        public void Report(TrainingProgress value) => FramesPerSecond.Add(value.FramesPerSecond);
    }

    private sealed class MonotonicClock : IClock
    {
        public Timestamp Now => new(MonotonicTimer.NowNanoseconds());
    }
}
