using RoboticsStack.Core;
using RoboticsStack.IntuitivePhysics;
using RoboticsStack.Learning;
using RoboticsStack.Models;

namespace RoboticsStack.Intuition.Tests;

/// <summary>A small training, and the files it leaves.</summary>
public sealed class SurpriseTests : IDisposable
{
    private static readonly SurpriseTrainerOptions Small = new()
    {
        Architecture = new() { LatentSize = 8, Width = 16, Layers = 1, Heads = 2, Horizons = [1, 4] },
        BatchSize = 8,
        SigRegRows = 64,
        MaxSteps = 60,
        ReportEvery = 20,
    };

    private static readonly TrainingProvenance Provenance = new() { Dataset = "test", DatasetSha256 = "", Episodes = 1, Frames = 1, Seed = 1, Steps = 1, WallSeconds = 0, FinalLoss = 0 };

    private readonly string _directory = Directory.CreateTempSubdirectory("surprise").FullName;

    [Fact]
    public void Training_lessens_the_error_and_the_written_model_judges_alike_in_any_company()
    {
        Clip[] clips = [.. Enumerable.Range(0, 16).Select(i => Pairs.Generator.Possible(1, i))];
        List<SurpriseProgress> reports = [];
        (ParameterSet parameters, long steps, _) = new SurpriseTrainer(Small, new StillClock()).Train(clips, new Collect(reports), default);
        Assert.Equal(Small.MaxSteps, steps);
        Assert.True(reports[^1].Prediction < reports[0].Prediction, $"{reports[0].Prediction} then {reports[^1].Prediction}");

        SurpriseModel.Write(_directory, parameters, Small.Architecture, Provenance);
        using SurpriseModel model = SurpriseModel.Load(_directory);
        IReadOnlyList<ClipErrors> together = model.Judge(clips);
        Assert.Equal(model.Judge([clips[3]])[0].Raw[0], together[3].Raw[0]);
        Assert.All(model.Look(clips), looks => Assert.True(double.IsFinite(SurpriseScore.Of(looks, Small.Architecture))));
    }

    [Fact]
    public void What_comes_later_does_not_change_the_errors_before_it()
    {
        SurpriseArchitecture architecture = Small.Architecture;
        (ParameterSet parameters, _, _) = new SurpriseTrainer(Small with { MaxSteps = 1 }, new StillClock()).Train([.. Pairs.All.Select(pair => pair.Possible)], null, default);
        SurpriseModel.Write(_directory, parameters, architecture, Provenance);
        using SurpriseModel model = SurpriseModel.Load(_directory);
        ClipPair pair = Pairs.Of(PhysicsCategory.Inertia).First();
        IReadOnlyList<ClipErrors> errors = model.Judge([pair.Possible, pair.Impossible]);
        int same = (pair.Crossing.From - architecture.Horizons[0]) * ClipLayout.Slots;
        Assert.Equal(errors[0].Raw[0][..same], errors[1].Raw[0][..same]);
        Assert.NotEqual(errors[0].Raw[0], errors[1].Raw[0]);
    }

    [Fact]
    public void An_altered_or_missing_model_is_refused_with_the_way_to_mend_it()
    {
        (ParameterSet parameters, _, _) = new SurpriseTrainer(Small with { MaxSteps = 1 }, new StillClock()).Train([.. Pairs.All.Select(pair => pair.Possible)], null, default);
        SurpriseModel.Write(_directory, parameters, Small.Architecture, Provenance);
        string file = Path.Combine(_directory, "surprise.onnx");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^10]);
        Assert.Contains("physics-test --train", Assert.Throws<UserErrorException>(() => SurpriseModel.Load(_directory)).Message, StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains("physics-test --train", Assert.Throws<UserErrorException>(() => SurpriseModel.Load(_directory)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private sealed class Collect(List<SurpriseProgress> reports) : IProgress<SurpriseProgress>
    {
        public void Report(SurpriseProgress value) => reports.Add(value);
    }
}
