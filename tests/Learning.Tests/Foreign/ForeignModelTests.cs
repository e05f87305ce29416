using RoboticsStack.Core;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Models;
using RoboticsStack.Planning.Manipulation;
using RoboticsStack.Tests;

namespace RoboticsStack.Learning.Tests.Foreign;

/// <summary>A model that this project neither trained nor exported: model/ was written by write_model.py with the onnx package's helper.</summary>
public sealed class ForeignModelTests : IDisposable
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests/Learning.Tests/Foreign/model");

    private readonly string _copy = Directory.CreateTempSubdirectory("foreign").FullName;

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    [Fact]
    public void It_is_loaded_and_a_plan_with_it_brings_the_gripper_to_its_goal()
    {
        using WorldModel model = WorldModel.Load(Folder);
        float[] latent = new float[model.LatentSize], probes = new float[ProbeLayout.Size], observation = new float[ObservationLayout.Size];
        Put(observation, ObservationLayout.ObjectSlot, 0.30f, 0.02f, 0);
        Put(observation, ObservationLayout.GoalSlot, 0.08f, -0.05f, 0.03f);
        observation[ObservationLayout.Proprio.GripperWidth] = 0.08f;
        model.Encode(observation, latent, probes);
        Assert.Equal(0.08f, probes[ProbeLayout.GoalPosition]);
        Assert.Equal(0.30f - 0.08f, probes[ProbeLayout.ObjectInGoal], 1e-6f);

        using LatentPlanner planner = new(model, new LatentPlannerOptions(), RandomStream.For(1, "foreign"));
        LatentHistory history = new(model.LatentSize);
        history.Push(latent, new float[ActionScale.Size]);
        PlanResult result = planner.Plan(new PlanRequest { History = history, Objective = SkillObjectives.Approach() });

        double before = Distance(probes), after = Distance([.. result.Best.Probes.Skip((model.Horizon - 1) * ProbeLayout.Size)]);
        Assert.True(after < 0.5 * before, $"goal {before:F3} m away, {after:F3} m after the plan");
    }

    [Fact]
    public void Its_cost_is_the_documented_one()
    {
        using WorldModel model = WorldModel.Load(Folder);
        using RolloutBatch batch = model.CreateRollout(3);
        RandomStream random = new(5);
        foreach (Memory<float> values in (Memory<float>[])[.. batch.SharedInputs().Select(input => input.Memory), batch.ActionsOf(0, 3).Memory])
        {
            foreach (ref float value in values.Span)
            {
                value = (float)random.Uniform(-1, 1);
            }
        }
        model.Rollout(batch);
        for (int sample = 0; sample < batch.Samples; sample++)
        {
            Assert.Equal(DocumentedCost.Of(batch, sample), batch.Cost[sample], 1e-3);
        }
    }

    [Theory]
    [InlineData("\"latentSize\": 7", "\"latentSize\": 9", "'latent' is [N, 7] where [N, 9] is needed")]
    [InlineData("\"horizon\": 8", "\"horizon\": 6", "'stepWeight' is [8] where [6] is needed")]
    [InlineData("\"stepSeconds\": 0.1", "\"stepSeconds\": 0.2", "another contract")]
    public void One_that_does_not_fit_is_refused_with_what_is_wrong(string stated, string instead, string message)
    {
        foreach (string file in Directory.GetFiles(Folder))
        {
            File.Copy(file, Path.Combine(_copy, Path.GetFileName(file)));
        }
        string manifest = Path.Combine(_copy, WorldModelManifest.FileName);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(stated, instead, StringComparison.Ordinal));
        Assert.Contains(message, Assert.Throws<UserErrorException>(() => WorldModel.Load(_copy)).Message);
    }

    private static void Put(float[] observation, int slot, float x, float y, float z)
    {
        Span<float> values = observation.AsSpan(ObservationLayout.SlotAt(slot).Start, ObservationLayout.Slot.Size);
        (values[0], values[1], values[2], values[ObservationLayout.Slot.Valid]) = (x, y, z, 1);
    }

    private static double Distance(ReadOnlySpan<float> probes)
    {
        ReadOnlySpan<float> goal = probes.Slice(ProbeLayout.GoalPosition, 3);
        return Math.Sqrt(goal[0] * goal[0] + goal[1] * goal[1] + goal[2] * goal[2]);
    }
}
