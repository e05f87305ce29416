using RoboticsStack.Core.Randomness;
using RoboticsStack.Core.Time;
using RoboticsStack.Learning.Tests.Toy;
using RoboticsStack.Models;
using RoboticsStack.Training;
using RoboticsStack.Training.Ablation;
using Xunit.Abstractions;

namespace RoboticsStack.Learning.Tests.Training;

public sealed class WorldModelTrainerTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("trained").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void SigReg_is_near_one_for_a_Gaussian_and_large_for_a_collapse()
    {
        const int batch = 256, size = 16, directions = 64;
        Assert.InRange(Statistic(() => 1), 0.8, 1.4);
        Assert.Equal(0.402 * batch, Statistic(() => 0), 0.5);

        static double Statistic(Func<double> deviation)
        {
            Graph graph = new(new ParameterSet());
            Tensor value = SigReg.Statistic(graph.Input("z", [4, batch, size]), graph.Input("u", [size, directions]));
            RandomStream random = new(11);
            float[] latents = Initial.Normal([4, batch, size], random, deviation()), columns = new float[size * directions], result = new float[1];
            SigReg.FillDirections(columns, size, directions, random);
            using CompiledGraph compiled = CompiledGraph.From(OnnxModel.ForInference(graph, [("value", value)]));
            using GraphBinding binding = compiled.Bind([("z", latents, [4, batch, size]), ("u", columns, [size, directions])], [("value", result, [])]);
            binding.Run();
            return result[0];
        }
    }

    [Fact]
    public void A_small_model_of_a_toy_world_does_not_collapse_and_predicts_what_actions_do()
    {
        (Dataset training, Dataset heldOut) = ToyWorld.Record(300, 24, 7).Split(4);
        TrainerOptions options = Small(steps: 600);
        TrainedModel model = new WorldModelTrainer(options, new StillClock()).Train(training);
        AcceptanceReport report = AcceptanceTest.Run(model, heldOut, batches: 2);
        output.WriteLine(report.ToMarkdown());
        // So short a training does not reach the Gaussian; a collapse would give 103 and a rank of 1.
        Assert.True(report.SigReg < 20 && report.EffectiveRank > 6 && report.Gate2 && report.Gate3, report.ToMarkdown());

        model.Write(_directory);
        AcceptanceReport again = AcceptanceTest.Run(TrainedModel.Read(_directory), heldOut, batches: 2);
        Assert.Equal(report.ToMarkdown(), again.ToMarkdown());
        using WorldModel loaded = WorldModel.Load(_directory);
        Assert.Equal(training.Episodes.Count, loaded.Manifest.Training.Episodes);
    }

    [Fact]
    public void The_same_seed_trains_the_same_model()
    {
        Dataset toy = ToyWorld.Record(6, 20, 9);
        TrainedModel first = new WorldModelTrainer(Small(steps: 5), new StillClock()).Train(toy);
        TrainedModel second = new WorldModelTrainer(Small(steps: 5), new StillClock()).Train(toy);
        Assert.All(first.Parameters.Tensors, tensor => Assert.Equal(tensor.Values, second.Parameters[tensor.Name].Values));
    }

    [Fact]
    public void Without_any_term_against_it_the_latent_shrinks_and_VICReg_alone_holds_it_up()
    {
        (Dataset training, Dataset heldOut) = ToyWorld.Record(120, 24, 7).Split(4);
        double held = Deviation("vicreg"), left = Deviation("none");
        Assert.True(held > 0.6 && left < 0.7 * held, $"deviation {held:F3} with VICReg, {left:F3} with nothing");

        double Deviation(string variant)
        {
            TrainerOptions options = AblationVariant.All.First(known => known.Name == variant).Apply(Small(steps: 250) with { ProbeWeight = 0 });
            return AcceptanceTest.Run(new WorldModelTrainer(options, new StillClock()).Train(training), heldOut, batches: 1).MeanDeviation;
        }
    }

    private static TrainerOptions Small(int steps) => new()
    {
        Architecture = new() { LatentSize = 32, TrunkWidth = 96, PredictorWidth = 64, HeadWidth = 16, ProbeWidth = 64 },
        BatchSize = 64,
        RolloutSteps = 2,
        SigRegDirections = 32,
        PeakLearningRate = 2e-3,
        MaxSteps = steps,
        Seed = 3,
    };

    /// <summary>A budget of wall time must not end a test early, nor make it depend on the machine.</summary>
    private sealed class StillClock : IClock
    {
        public Timestamp Now => Timestamp.Zero;
    }
}
