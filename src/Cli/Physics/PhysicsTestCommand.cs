using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoboticsStack.Intuition;
using RoboticsStack.IntuitivePhysics;
using RoboticsStack.Mujoco;
using RoboticsStack.Runtime.Evaluation;
using Spectre.Console;

namespace RoboticsStack.Cli.Physics;

/// <summary>Trains and runs the suite of intuitive physics, and shows what it found.</summary>
internal sealed class PhysicsTestCommand(string modelDirectory)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly MujocoEngine _engine = new(new MujocoOptions { ContactTimeConstantSec = ClipSimulator.ContactTimeConstantSec });
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public void Train(PhysicsTrainingOptions options, CancellationToken cancellation) =>
        PhysicsTraining.Execute(modelDirectory, _engine, options, new StopwatchClock(_clock), Console.Error.WriteLine, new TrainingLine(), cancellation);

    public void TeachRival(CancellationToken cancellation) => PhysicsTraining.TeachRival(modelDirectory, _engine, new(), Console.Error.WriteLine, cancellation);

    public int Run(int pairs, ulong seed, bool json, string? pictures, CancellationToken cancellation)
    {
        using SurpriseModel model = SurpriseModel.Load(modelDirectory);
        using FrameClassifier rival = PhysicsTraining.LoadRival(modelDirectory);
        PhysicsTest test = new(_engine, model, rival);
        PhysicsTestReport report = test.Run(pairs, seed, new PairsLine(pairs * PairGenerator.Categories.Count, _clock), cancellation);
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, Json));
        }
        else
        {
            Print(report);
        }
        if (pictures is not null)
        {
            Console.Error.WriteLine($"Page: {PhysicsPage.Write(pictures, report, test, _engine, cancellation)}");
        }
        return 0;
    }

    private static void Print(PhysicsTestReport report)
    {
        Table table = new Table().RoundedBorder().AddColumn("category").AddColumn("pairs").AddColumn("right").AddColumn("both of four").AddColumn("AUROC").AddColumn("frames").AddColumn("frames, taught").AddColumn("copy last").AddColumn("constant velocity");
        foreach (CategoryResult row in report.Categories.Append(report.All))
        {
            table.AddRow(row.Name.ToLowerInvariant(), row.Right.Trials.ToString(CultureInfo.InvariantCulture), Share(row.Right), Share(row.BothRight), row.Auroc.ToString("F3", CultureInfo.InvariantCulture),
                Share(row.SingleFrame), Share(row.TaughtSingleFrame), Share(row.CopyLast), Share(row.ConstantVelocity));
        }
        Terminal.Out.Write(table);
        Table violations = new Table().RoundedBorder().AddColumn("violation").AddColumn("scenario").AddColumn("pairs").AddColumn("right");
        foreach (ViolationResult violation in report.Categories.SelectMany(category => category.Violations))
        {
            violations.AddRow(violation.Violation, violation.Scenario, violation.Right.Trials.ToString(CultureInfo.InvariantCulture), Share(violation.Right));
        }
        Terminal.Out.Write(violations);
        Terminal.Out.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"Seeds {report.Seed} to {report.Seed + (ulong)report.PairsPerCategory / 2 - 1}, model {report.ModelSha256[..12]}. Right: the impossible clip of a pair surprised more; both of four: in both pairs of a quadruplet. Intervals are Wilson's at 95 %. AUROC: without pairing.");
        Terminal.Out.MarkupLineInterpolated($"Every frame is in one possible and in one impossible clip. Frames: one by one, without time, learned from possible clips as the model is. Taught: a classifier of single frames that was given the answers for other seeds.");
    }

    private static string Share(WilsonInterval interval) => string.Create(CultureInfo.InvariantCulture, $"{100 * interval.Fraction:F1} ({100 * interval.Bounds.Low:F1}–{100 * interval.Bounds.High:F1})");

    private sealed class TrainingLine : IProgress<SurpriseProgress>
    {
        public void Report(SurpriseProgress value) => Console.Error.WriteLine(FormattableString.Invariant(
            $"training {100 * value.Fraction,5:F1} %  step {value.Step,6}  prediction {value.Prediction:F4}  SIGReg {value.SigReg:F2}  probe {value.Probe:F4}"));
    }

    private sealed class PairsLine(int wanted, Stopwatch clock) : IProgress<int>
    {
        private readonly double _startSec = clock.Elapsed.TotalSeconds;
        private double _shownSec = clock.Elapsed.TotalSeconds;

        public void Report(int done)
        {
            double now = clock.Elapsed.TotalSeconds;
            if (now - _shownSec > 5)
            {
                _shownSec = now;
                Console.Error.WriteLine(FormattableString.Invariant($"{done} of {wanted} pairs, about {(now - _startSec) / done * (wanted - done):F0} s left"));
            }
        }
    }
}
