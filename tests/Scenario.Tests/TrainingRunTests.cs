using System.Diagnostics;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Time;
using RoboticsStack.Models;
using RoboticsStack.Tests;
using RoboticsStack.Training;
using RoboticsStack.Training.Decoder;
using RoboticsStack.Training.Experience;
using Xunit.Abstractions;

namespace RoboticsStack.Scenario.Tests;

/// <summary>The whole path of ./robot train, smaller still than --quick.</summary>
[Collection("processes")]
public sealed class TrainingRunTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("training-run-").FullName;

    [Fact]
    public void Experience_becomes_weights_that_load_and_a_report()
    {
        RobotDescription robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);
        string weights = Path.Combine(_directory, "weights");
        TrainingRunOptions options = TrainingRunOptions.Quick(weights, Path.Combine(_directory, "experience.bin")) with
        {
            Experience = new ExperienceOptions { Frames = 1400, SessionSec = 20, Seed = 3 },
            HeldOutOneIn = 2,
        };
        options = options with
        {
            Trainer = options.Trainer with { Budget = TimeSpan.FromSeconds(12) },
            Prior = options.Prior with { MaxSteps = 30 },
            Decoder = options.Decoder with { MaxSteps = 40 },
        };
        output.WriteLine($"experience seed {options.Experience.Seed}");
        Losses losses = new();
        TrainingRunReport report = TrainingRun.Execute(robot, options, new RunningClock(), new(null, losses, null, null), CancellationToken.None);
        output.WriteLine(report.ToMarkdown());
        using WorldModel model = WorldModel.Load(weights);
        Assert.Equal(64, model.ModelHash.Length);
        Assert.True(losses.Last < losses.First, $"loss went from {losses.First} to {losses.Last}");
        Assert.True(report.Model.Windows > 0);
        Assert.True(File.Exists(Path.Combine(weights, TrainingRun.ReportFile)));
        Assert.NotNull(model.Prior);
        Assert.NotEqual(model.ModelHash, model.PlanningHash);
        Assert.NotEmpty(report.Prior.Skills);
        using SensorDecoder decoder = SensorDecoder.Load(SensorDecoder.DirectoryOf(weights), model);
        Assert.True(decoder.Manifest.UsualError.Median[9] > decoder.Manifest.UsualError.Median[0]);
        Assert.Equal([0, 1, 2, 5, 10], report.Decoder.Quality.Select(quality => quality.Step));
    }

    [Fact]
    public void Experience_never_comes_from_a_held_out_kitchen()
    {
        RobotDescription robot = RobotDescription.Load(RepositoryRoot.ReferenceRobot);
        string file = Path.Combine(_directory, "seeds.bin");
        using (DatasetWriter writer = new(file))
        {
            new ExperienceGenerator(robot, new ExperienceOptions { Frames = 150, SessionSec = 8, Seed = 5 }).Generate(writer, null, CancellationToken.None);
        }
        Assert.All(DatasetReader.Read(file).Episodes, episode => Assert.True(episode.Seed < ExperienceOptions.FirstHeldOutKitchen));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private sealed class RunningClock : IClock
    {
        private readonly long _started = Stopwatch.GetTimestamp();

        public Timestamp Now => Timestamp.FromSeconds(Stopwatch.GetElapsedTime(_started).TotalSeconds);
    }

    private sealed class Losses : IProgress<TrainingProgress>
    {
        public double First { get; private set; } = double.NaN;
        public double Last { get; private set; }

        public void Report(TrainingProgress value)
        {
            Last = value.Losses.Total;
            First = double.IsNaN(First) ? Last : First;
        }
    }
}
