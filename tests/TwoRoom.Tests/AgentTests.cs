using RoboticsStack.Core;
using RoboticsStack.Core.Time;
using RoboticsStack.TwoRoom;
using RoboticsStack.TwoRoomAgent;

namespace RoboticsStack.TwoRoom.Tests;

/// <summary>The committed agent, and training in small.</summary>
public sealed class AgentTests : IDisposable
{
    private static readonly string Weights = Path.Combine(RoboticsStack.Tests.RepositoryRoot.Path, "models", "weights", "tworoom");
    private readonly string _directory = Directory.CreateTempSubdirectory("two-rooms-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_committed_agent_finds_the_door_on_development_seeds_where_aimless_steps_do_not()
    {
        using TwoRoomModel model = TwoRoomModel.Load(Weights);
        ulong[] seeds = [2, 4, 5, 10, 11];
        TwoRoomResult[] results = [.. seeds.Select(seed => TwoRoomTrial.Run(model, new(), seed, new StillClock()))];
        string ends = string.Join(", ", results.Select(result => $"seed {result.Seed}: {result.FinalDistance:F1} px off"));
        Assert.True(results.Count(result => result.Succeeded) >= 4, ends);
        Assert.DoesNotContain(seeds, seed => TwoRoomTrial.RunBlindly(seed).Succeeded);
    }

    [Fact]
    public void Same_seed_same_way()
    {
        using TwoRoomModel model = TwoRoomModel.Load(Weights);
        Assert.Equal(TwoRoomTrial.Run(model, Quick, 4, new StillClock()).Path, TwoRoomTrial.Run(model, Quick, 4, new StillClock()).Path);
    }

    [Fact]
    public void Training_lowers_its_losses_and_writes_a_model_that_loads_plans_and_is_refused_when_altered()
    {
        Losses losses = new();
        TwoRoomTrainerOptions options = new() { Layouts = 12, Pieces = 2, Steps = 60, ReportEvery = 20, Architecture = new() { EncoderWidth = 32, DotSize = 12, WallsSize = 8, PredictorWidth = 32, InverseWidth = 16, DistanceWidth = 32, PatchWidth = 8, PlanBlocks = 2 } };
        DynamicsTrainerOptions dynamics = new() { Layouts = 12, Pieces = 4, Steps = 60, ReportEvery = 20 };
        DistanceTrainerOptions distance = new() { Places = 16, Neighbours = 8, Rows = 64, Steps = 60, ReportEvery = 20 };
        TwoRoomTraining.Execute(_directory, new() { WalksPerLayout = 2, Steps = 20 }, options, dynamics, distance, new StillClock(), losses, CancellationToken.None);
        foreach (string stage in (ReadOnlySpan<string>)["latents", "dynamics", "distances"])
        {
            double[] seen = [.. losses.Seen.Where(report => report.Stage == stage).Select(report => report.Loss)];
            Assert.Equal(3, seen.Length);
            Assert.True(seen[^1] < seen[0], $"{stage}: {string.Join(", ", seen)}");
        }
        using (TwoRoomModel model = TwoRoomModel.Load(_directory))
        {
            Assert.Equal(200, TwoRoomTrial.Run(model, Quick, 1, new StillClock()).PlanSeconds.Count);
        }
        string encoder = Path.Combine(_directory, "encoder.onnx");
        byte[] altered = File.ReadAllBytes(encoder);
        altered[^9] ^= 1;
        File.WriteAllBytes(encoder, altered);
        Assert.Contains("truncated or altered", Assert.Throws<UserErrorException>(() => TwoRoomModel.Load(_directory)).Message);
        File.Delete(Path.Combine(_directory, "manifest.json"));
        Assert.Contains("--train", Assert.Throws<UserErrorException>(() => TwoRoomModel.Load(_directory)).Message);
    }

    private static TwoRoomPlannerOptions Quick => new() { Samples = 16, Iterations = 1, FirstIterations = 2, Elites = 4, KeptElites = 2 };

    private sealed class Losses : IProgress<TwoRoomProgress>
    {
        public List<TwoRoomProgress> Seen { get; } = [];

        public void Report(TwoRoomProgress value) => Seen.Add(value);
    }

    private sealed class StillClock : IClock
    {
        public Timestamp Now => Timestamp.Zero;
    }
}
