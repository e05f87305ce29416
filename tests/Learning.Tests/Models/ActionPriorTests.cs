using RoboticsStack.Core;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;
using Xunit.Abstractions;

namespace RoboticsStack.Learning.Tests.Models;

public sealed class ActionPriorTests(ITestOutputHelper output) : IDisposable
{
    private readonly UntrainedModel _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Whatever_is_asked_the_plan_keeps_the_limits_and_what_is_committed()
    {
        UntrainedWorldModel.WritePrior(_files.Path, 3);
        using WorldModel model = WorldModel.Load(_files.Path);
        using RolloutBatch question = model.CreateRollout(1);
        float[] plan = new float[model.Horizon * ActionScale.Size];
        for (ulong seed = 0; seed < 200; seed++)
        {
            RandomStream random = RandomStream.For(seed, "prior");
            output.WriteLine($"seed {seed}");
            Fill(question.LatentHistory, random, 3);
            Fill(question.Anchor, random, 0.1);
            Fill(question.Target, random, 30);
            Fill(question.LowerBound, random, 30);
            Fill(question.UpperBound, random, 30);
            Fill(question.Weight, random, 1e4);
            for (int probe = 0; probe < ProbeLayout.Size; probe++)
            {
                question.Weight[probe] = Math.Abs(question.Weight[probe]);
            }
            float[] low = [.. Enumerable.Range(0, ActionScale.Size).Select(_ => (float)random.Uniform(-1, 0))], high = [.. low.Select(value => (float)random.Uniform(value, 1))];
            float[] committed = [.. Enumerable.Range(0, random.Index(3) * ActionScale.Size).Select(_ => (float)random.Uniform(-1, 1))];
            model.Prior!.Propose(question, low, high, committed, plan);
            Assert.Equal(committed, plan[..committed.Length]);
            for (int i = committed.Length; i < plan.Length; i++)
            {
                Assert.InRange(plan[i], low[i % ActionScale.Size] - 1e-5f, high[i % ActionScale.Size] + 1e-5f);
            }
        }
    }

    [Fact]
    public void A_model_with_a_prior_is_the_same_model_but_plans_under_another_name()
    {
        UntrainedWorldModel.WritePrior(_files.Path, 3);
        string hash = WorldModelManifest.Read(_files.Path).Hash;
        using WorldModel seeded = WorldModel.Load(_files.Path), bare = WorldModel.Load(_files.Path, new() { WithPrior = false }),
            still = WorldModel.Load(_files.Path, new() { Mode = PredictorMode.Identity });
        Assert.Equal(hash, seeded.ModelHash);
        Assert.NotEqual(hash, seeded.PlanningHash);
        Assert.Equal(hash, bare.PlanningHash);
        Assert.Equal(seeded.PlanningHash, WorldModel.PlanningHashOf(_files.Path, new()));
        Assert.Equal(hash, WorldModel.PlanningHashOf(_files.Path, new() { WithPrior = false }));
        Assert.Equal(hash, WorldModel.PlanningHashOf(_files.Path, new() { Mode = PredictorMode.Identity }));
        Assert.Null(bare.Prior);
        Assert.Null(still.Prior);
    }

    [Fact]
    public void A_prior_of_another_model_or_a_damaged_one_is_refused()
    {
        UntrainedWorldModel.WritePrior(_files.Path, 3, "0123456789abcdef");
        Assert.Contains("0123456789ab", Assert.Throws<UserErrorException>(() => WorldModel.Load(_files.Path)).Message);
        UntrainedWorldModel.WritePrior(_files.Path, 3);
        string file = Path.Combine(ActionPrior.DirectoryOf(_files.Path), ActionPriorManifest.PriorFile);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^9]);
        string message = Assert.Throws<UserErrorException>(() => WorldModel.Load(_files.Path)).Message;
        Assert.Contains(ActionPriorManifest.PriorFile, message);
        Assert.Contains("train --prior", message);
    }

    private static void Fill(Span<float> values, RandomStream random, double deviation)
    {
        foreach (ref float value in values)
        {
            value = (float)random.Gaussian(0, deviation);
        }
    }
}
