using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Models;
using RoboticsStack.Planning.Imagination;
using RoboticsStack.Plant;
using RoboticsStack.Training.Experience;

namespace RoboticsStack.Training.Uncertainty;

/// <summary>Which sessions the model's doubt is tried on.</summary>
public sealed record UncertaintyOptions
{
    /// <summary>Sessions of 25 s in kitchens below <see cref="ExperienceOptions.FirstHeldOutKitchen"/> that say what is usual.</summary>
    public int CalibrationSessions { get; init; } = 60;

    /// <summary>Sessions of each kind that are told apart.</summary>
    public int Sessions { get; init; } = 60;

    /// <summary>Kitchens of the sessions that are told apart, from here up to, not including, <see cref="EndKitchen"/>.</summary>
    public ulong FirstKitchen { get; init; } = ExperienceOptions.FirstHeldOutKitchen;
    public ulong EndKitchen { get; init; } = 2 * ExperienceOptions.FirstHeldOutKitchen;

    /// <summary>Steps of 0.1 s in a window.</summary>
    public int WindowSteps { get; init; } = 30;
    public int Jobs { get; init; } = 2;

    /// <summary>Where the sessions are kept; those that are there are not made again.</summary>
    public required string Directory { get; init; }

    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public UncertaintyOptions Validated() => Sessions is >= 2 and <= 10_000 && EndKitchen > FirstKitchen && EndKitchen - FirstKitchen <= int.MaxValue
        ? this
        : throw new UserErrorException($"--sessions {Sessions} with --kitchens {FirstKitchen} {EndKitchen - 1} is out of range: give 2 to 10000 sessions and a first kitchen no higher than the last.");

    /// <summary>What is changed, one at a time.</summary>
    public static IReadOnlyList<PhysicsChange> Changes { get; } =
    [
        new("contact-friction-0.3") { ContactFrictionFactor = 0.3 },
        new("contact-friction-0.1") { ContactFrictionFactor = 0.1 },
        new("joint-friction") { JointFrictionFactor = 3 },
        new("payload") { PayloadKg = 0.4 },
        new("actuation-delay") { ActuationDelaySec = 0.02 },
    ];
}

/// <summary>How well one change is noticed, by window and by whole session.</summary>
/// <param name="Sessions">In which the change could act: with something in the hand or lifted for a while, if it acts there only. The ordinary ones that they are told from are chosen alike.</param>
/// <param name="Window">By the monitor, window by window.</param>
/// <param name="Session">By the monitor, all of a session together.</param>
/// <param name="AllSessions">The same with the sessions in which the change could not act.</param>
/// <param name="Surprise">By the latent's one-step error alone, window by window.</param>
/// <param name="Disagreement">By the ensemble's disagreement alone, window by window.</param>
/// <param name="Named">The sign that was farthest off in the most sessions.</param>
/// <param name="NamedShare">Share of the sessions in which it was.</param>
/// <param name="NamedExcess">Median of what it was off by in these, in the sign's unit.</param>
public sealed record ChangeNoticed(
    string Change, int Sessions, Discrimination Window, Discrimination Session, Discrimination AllSessions, Discrimination Surprise, Discrimination Disagreement,
    PhysicsSign Named, double NamedShare, double NamedExcess);

/// <summary>What the model's doubt is worth.</summary>
public sealed record UncertaintyReport(string ModelHash, ulong FirstKitchen, ulong EndKitchen, int WindowSteps, int OrdinarySessions, IReadOnlyList<ChangeNoticed> Changes, IReadOnlyList<ProbeReliability> Reliability);

/// <summary>Tries whether the robot can notice from its own predictions and its body's answers that the physics are not those it has learned.</summary>
public static class UncertaintyTest
{
    private const ulong CalibrationSeed = 101;
    private const ulong TestSeed = 303;

    /// <summary>So many steps in which the change can act (<see cref="PhysicsChange.ActsFrom"/>) let a session count, and such a share a window.</summary>
    private const int FewestStepsActing = 10;
    private const double LeastShareActing = 0.3;

    /// <param name="robot">As the robot knows it; it stays so whatever the plant is changed to.</param>
    /// <param name="weights">Folder of the model whose predictions are held against what happens.</param>
    /// <param name="options">Which sessions.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends it; sessions of a kind that is not complete are made again.</param>
    public static UncertaintyReport Run(RobotDescription robot, string weights, UncertaintyOptions options, Action<string> progress, CancellationToken cancellation)
    {
        TrainedModel model = TrainedModel.Read(weights);
        IReadOnlyList<InnovationSeries> Sessions(PhysicsChange change, int sessions, ulong seed, ulong first, ulong end)
        {
            string file = Path.Combine(options.Directory, FormattableString.Invariant($"{change.Name}-{first}-{end}-{seed}-{sessions}.bin"));
            Dataset data = ExperienceGenerator.ReadOrMake(file, robot, new ExperienceOptions
            {
                Frames = long.MaxValue,
                Sessions = sessions,
                SessionSec = 25,
                Jobs = options.Jobs,
                Seed = seed,
                FirstKitchen = first,
                EndKitchen = end,
                Tugs = true,
                Change = change,
            }, new Line(change.Name, sessions, progress), cancellation);
            return InnovationSeries.Of(robot, model, data, null, cancellation);
        }

        IReadOnlyList<InnovationSeries> calibration = Sessions(PhysicsChange.None, options.CalibrationSessions, CalibrationSeed, 0, ExperienceOptions.FirstHeldOutKitchen);
        InnovationMonitor monitor = MonitorCalibration.Of(calibration, options.WindowSteps);
        IReadOnlyList<InnovationSeries> ordinary = Sessions(PhysicsChange.None, options.Sessions, TestSeed, options.FirstKitchen, options.EndKitchen);
        List<ChangeNoticed> noticed = [];
        foreach (PhysicsChange change in UncertaintyOptions.Changes)
        {
            IReadOnlyList<InnovationSeries> all = Sessions(change, options.Sessions, TestSeed, options.FirstKitchen, options.EndKitchen);
            InnovationSeries[] changed = Acting(all, change), usual = Acting(ordinary, change);
            Discrimination ByWindow(Func<ReadOnlyMemory<Innovation>, double> score) => Told(changed, usual, session => [.. MonitorCalibration.Windows([session], options.WindowSteps, change.ActsFrom)
                .Where(window => window.Share > LeastShareActing).Select(window => score(window.Steps))]);
            double[] Whole(InnovationSeries session) => [monitor.Score([.. session.Steps])];
            SignFinding[] findings = [.. changed.Select(session => monitor.Farthest([.. session.Steps])).OfType<SignFinding>()];
            IGrouping<PhysicsSign, SignFinding>? named = findings.GroupBy(finding => finding.Sign).MaxBy(sign => sign.Count());
            noticed.Add(new(change.Name, changed.Length,
                ByWindow(window => monitor.Score(window.Span)), Told(changed, usual, Whole), Told(all, ordinary, Whole),
                ByWindow(window => Mean(window, step => Math.Log(step.NearLatent + 1e-9))), ByWindow(window => Mean(window, step => step.Disagreement)),
                named?.Key ?? default, (double)(named?.Count() ?? 0) / Math.Max(1, findings.Length), named is null ? 0 : Statistics.Quantile(named.Select(finding => finding.Excess), 0.5)));
        }
        return new(WorldModelManifest.Read(weights).Hash, options.FirstKitchen, options.EndKitchen, options.WindowSteps, ordinary.Count, noticed, ProbeReliability.Of(calibration, ordinary));

        static InnovationSeries[] Acting(IReadOnlyList<InnovationSeries> sessions, PhysicsChange change) =>
            [.. sessions.Where(session => session.Grips.Count(grip => grip >= change.ActsFrom) >= FewestStepsActing)];

        static Discrimination Told(IReadOnlyList<InnovationSeries> changed, IReadOnlyList<InnovationSeries> usual, Func<InnovationSeries, double[]> score)
        {
            return Discrimination.Of(Scores(changed), Scores(usual), TestSeed);

            double[][] Scores(IReadOnlyList<InnovationSeries> sessions) => [.. sessions.Select(score).Where(scores => scores.Length > 0)];
        }
    }

    private static double Mean(ReadOnlyMemory<Innovation> window, Func<Innovation, double> value)
    {
        double sum = 0;
        foreach (Innovation step in window.Span)
        {
            sum += value(step);
        }
        return sum / window.Length;
    }

    private sealed class Line(string name, int sessions, Action<string> say) : IProgress<ExperienceProgress>
    {
        public void Report(ExperienceProgress value) => say($"{name}: {value.Sessions} of {sessions} sessions, {value.Frames} frames");
    }
}
