using RoboticsStack.Core;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;

namespace RoboticsStack.Learning.Tests.Models;

public sealed class WorldModelTests : IDisposable
{
    private readonly UntrainedModel _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Observation_segments_follow_one_another_without_a_gap()
    {
        int end = 0;
        foreach (Segment segment in ObservationLayout.Segments)
        {
            Assert.Equal(end, segment.Start);
            end = segment.End;
        }
        Assert.Equal(ObservationLayout.Size, end);
        Assert.Equal(ProbeLayout.Size, ProbeLayout.Groups.Sum(group => group.Length));
    }

    [Fact]
    public void The_values_of_a_missing_modality_do_not_matter()
    {
        using WorldModel model = Load();
        foreach (Modality modality in Enum.GetValues<Modality>())
        {
            float[] observation = Observation(1);
            ObservationLayout.Present.Of(observation)[(int)modality] = 0;
            float[] other = [.. observation];
            foreach (Segment segment in Behind(modality))
            {
                segment.Of(other).Fill(0.7f);
            }
            Assert.Equal(Latent(model, observation), Latent(model, other));
            ObservationLayout.Present.Of(other)[(int)modality] = 1;
            Assert.NotEqual(Latent(model, observation), Latent(model, other));
        }
    }

    [Fact]
    public void Cost_is_the_documented_formula()
    {
        using WorldModel model = Load();
        using RolloutBatch batch = model.CreateRollout(7);
        Fill(batch, 3);
        model.Rollout(batch);
        for (int n = 0; n < batch.Samples; n++)
        {
            Assert.Equal(Cost(batch, n), batch.Cost[n], 1e-3 * Math.Abs(batch.Cost[n]));
        }
    }

    [Fact]
    public void Later_actions_do_not_change_earlier_predictions_but_their_own_step()
    {
        using WorldModel model = Load();
        using RolloutBatch batch = model.CreateRollout(2);
        Fill(batch, 4);
        int perSample = batch.Horizon * ActionScale.Size;
        batch.Actions[..perSample].CopyTo(batch.Actions[perSample..]);
        batch.Actions[^1] += 1;
        model.Rollout(batch);
        int last = batch.Horizon - 1;
        Assert.Equal(batch.ProbesAt(0, last - 1).ToArray(), batch.ProbesAt(1, last - 1).ToArray());
        Assert.NotEqual(batch.ProbesAt(0, last).ToArray(), batch.ProbesAt(1, last).ToArray());
        Assert.True(batch.Disagreement[0] > 0);
    }

    [Fact]
    public void Anchoring_makes_the_present_prediction_what_was_measured()
    {
        using WorldModel model = Load();
        using RolloutBatch batch = model.CreateRollout(1);
        Fill(batch, 5);
        batch.Anchor.Clear();
        model.Rollout(batch);
        float[] plain = batch.Probes.ToArray();
        batch.Anchor[2] = 0.25f;
        model.Rollout(batch);
        Assert.Equal(plain[2] + 0.25f, batch.Probes[2], 1e-5);
        Assert.Equal(plain[3], batch.Probes[3]);
    }

    [Fact]
    public void In_identity_mode_nothing_changes()
    {
        using WorldModel model = Load(PredictorMode.Identity);
        using RolloutBatch batch = model.CreateRollout(3);
        Fill(batch, 6);
        model.Rollout(batch);
        float[] present = batch.LatentHistory[^batch.LatentSize..].ToArray();
        for (int i = 0; i < batch.Samples * batch.Horizon; i++)
        {
            Assert.Equal(present, batch.Latents.Slice(i * batch.LatentSize, batch.LatentSize).ToArray());
        }
        Assert.All(batch.Disagreement.ToArray(), value => Assert.Equal(0, value));
        Assert.Equal(Cost(batch, 1), batch.Cost[1], 1e-3 * Math.Abs(batch.Cost[1]));
    }

    [Fact]
    public void Encoding_and_rolling_out_allocate_nothing_to_speak_of()
    {
        using WorldModel model = Load();
        using RolloutBatch batch = model.CreateRollout(4);
        float[] observation = Observation(1), latent = new float[model.LatentSize], probes = new float[ProbeLayout.Size];
        Action work = () => { model.Encode(observation, latent, probes); model.Rollout(batch); };
        work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            work();
        }
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1000);
    }

    [Theory]
    [InlineData(WorldModelManifest.FileName)]
    [InlineData(WorldModelManifest.EncoderFile)]
    [InlineData(WorldModelManifest.PlannerFile)]
    public void Damaged_files_are_refused_with_one_clear_error(string name)
    {
        string path = Path.Combine(_files.Path, name);
        byte[] good = File.ReadAllBytes(path);
        void Refused(Action damage)
        {
            damage();
            string message = Assert.Throws<UserErrorException>(() => Load()).Message;
            Assert.Contains(name, message);
            Assert.Contains("train again", message);
            File.WriteAllBytes(path, good);
        }
        Refused(() => File.Delete(path));
        Refused(() => File.WriteAllBytes(path, good[..(good.Length / 2)]));
        Refused(() => File.WriteAllBytes(path, []));
        Refused(() => { byte[] bad = [.. good]; bad[20] ^= 64; File.WriteAllBytes(path, bad); });
        Load().Dispose();
    }

    [Fact]
    public void A_model_for_another_contract_is_refused()
    {
        string path = Path.Combine(_files.Path, WorldModelManifest.FileName);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"observationVersion\": 1", "\"observationVersion\": 9"));
        Assert.Contains("another contract", Assert.Throws<UserErrorException>(() => Load()).Message);
    }

    private WorldModel Load(PredictorMode mode = PredictorMode.Learned) => WorldModel.Load(_files.Path, new() { Mode = mode });

    private static float[] Latent(WorldModel model, float[] observation)
    {
        float[] latent = new float[model.LatentSize];
        model.Encode(observation, latent, new float[ProbeLayout.Size]);
        return latent;
    }

    private static float[] Observation(ulong seed)
    {
        RandomStream random = new(seed);
        float[] observation = [.. Enumerable.Range(0, ObservationLayout.Size).Select(_ => (float)random.Uniform())];
        ObservationLayout.Present.Of(observation).Fill(1);
        return observation;
    }

    private static Segment[] Behind(Modality modality) => modality switch
    {
        Modality.Proprio => [ObservationLayout.ProprioSegment],
        Modality.Wrench => [ObservationLayout.Wrench],
        Modality.Tactile => [ObservationLayout.Tactile],
        Modality.WristImage => [ObservationLayout.WristDepth, ObservationLayout.WristMask],
        Modality.ObjectSlot => [ObservationLayout.SlotAt(ObservationLayout.ObjectSlot)],
        _ => [ObservationLayout.SlotAt(ObservationLayout.GoalSlot)],
    };

    private static void Fill(RolloutBatch batch, ulong seed)
    {
        RandomStream random = new(seed);
        void Random(Span<float> values, double low, double high)
        {
            foreach (ref float value in values)
            {
                value = (float)random.Uniform(low, high);
            }
        }
        Random(batch.LatentHistory, -1, 1);
        Random(batch.ActionHistory, -1, 1);
        Random(batch.Actions, -1, 1);
        Random(batch.Anchor, -0.1, 0.1);
        Random(batch.Target, -1, 1);
        Random(batch.Weight, 0, 1);
        Random(batch.LowerBound, -1, 1);
        Random(batch.LowerWeight, 0, 1);
        Random(batch.UpperBound, -1, 1);
        Random(batch.UpperWeight, 0, 1);
        Random(batch.StepWeight, 0.5, 2);
        Random(batch.LatentGoal, -1, 1);
        (batch.LatentWeight, batch.UncertaintyWeight, batch.ActionWeight, batch.ActionChangeWeight) = (0.7f, 30, 0.3f, 0.2f);
    }

    private static double Cost(RolloutBatch batch, int n)
    {
        double cost = 0;
        for (int h = 0; h < batch.Horizon; h++)
        {
            double step = 0;
            ReadOnlySpan<float> probes = batch.ProbesAt(n, h);
            for (int p = 0; p < ProbeLayout.Size; p++)
            {
                step += batch.Weight[p] * Math.Pow(probes[p] - batch.Target[p], 2)
                    + batch.LowerWeight[p] * Math.Pow(Math.Max(0, batch.LowerBound[p] - probes[p]), 2)
                    + batch.UpperWeight[p] * Math.Pow(Math.Max(0, probes[p] - batch.UpperBound[p]), 2);
            }
            double distance = 0;
            for (int i = 0; i < batch.LatentSize; i++)
            {
                distance += Math.Pow(batch.Latents[(n * batch.Horizon + h) * batch.LatentSize + i] - batch.LatentGoal[i], 2) / batch.LatentSize;
            }
            step += batch.LatentWeight * distance + batch.UncertaintyWeight * batch.Disagreement[n * batch.Horizon + h];
            for (int a = 0; a < ActionScale.Size; a++)
            {
                int at = (n * batch.Horizon + h) * ActionScale.Size + a;
                float before = h > 0 ? batch.Actions[at - ActionScale.Size] : batch.ActionHistory[ActionScale.Size + a];
                step += batch.ActionWeight * Math.Pow(batch.Actions[at], 2) + batch.ActionChangeWeight * Math.Pow(batch.Actions[at] - before, 2);
            }
            cost += batch.StepWeight[h] * step;
        }
        return cost;
    }
}
