using System.Globalization;
using System.Text;

namespace RoboticsStack.Training;

/// <summary>Error of the latent at one step ahead: mean squared difference per dimension.</summary>
public sealed record OpenLoopError(int Step, double Model, double CopyLast, double Linear, double ShuffledActions);

/// <summary>How well one group of probes is decoded, by steps ahead (0: from the encoding itself).</summary>
/// <param name="Correlations">Pearson's r, averaged over the group's values; NaN where the labels do not vary.</param>
/// <param name="MeanErrors">Mean absolute error in SI units; ahead of the present it is anchored, as the planner does: the error of the present decoding
/// is taken off.</param>
public sealed record ProbeQuality(string Group, IReadOnlyList<double> Correlations, IReadOnlyList<double> MeanErrors);

/// <summary>The acceptance gates of a trained world model, measured on held-out episodes.</summary>
public sealed record AcceptanceReport
{
    public required int Windows { get; init; }
    public required double SigReg { get; init; }
    public required double SmallestDeviation { get; init; }
    public required double MeanDeviation { get; init; }
    public required double LargestDeviation { get; init; }
    public required double EffectiveRank { get; init; }
    public required int LatentSize { get; init; }
    public required IReadOnlyList<OpenLoopError> OpenLoop { get; init; }

    /// <summary>Steps ahead of the columns of <see cref="Probes"/>.</summary>
    public required IReadOnlyList<int> ProbeSteps { get; init; }
    public required IReadOnlyList<ProbeQuality> Probes { get; init; }

    /// <summary>Chance that disagreement is higher for a window among the worst fifth by error than for another.</summary>
    public required double DisagreementVersusError { get; init; }

    /// <summary>Chance that disagreement is higher for a history whose modalities come from different moments than for a real one.</summary>
    public required double DisagreementVersusUnlike { get; init; }

    /// <summary>Mean disagreement over a rollout that one window in a hundred exceeds.</summary>
    public required double HighDisagreement { get; init; }

    private static readonly string[] PositionGroups = ["objectPosition", "goalPosition", "objectInGoal"];

    /// <summary>
    /// SIGReg below a tenth of what a collapse gives (103 for groups of 256; a Gaussian gives 1.05, windows from few scenes more), spread near 1,
    /// effective rank not collapsed.
    /// </summary>
    public bool Gate1 => SigReg < 10 && MeanDeviation is > 0.7 and < 1.3 && EffectiveRank > LatentSize / 8.0;

    /// <summary>Shuffled actions at least double the one-step error.</summary>
    public bool Gate2 => OpenLoop[0].ShuffledActions > 2 * OpenLoop[0].Model;

    /// <summary>At 5 and 10 steps better than copying and than extrapolating.</summary>
    public bool Gate3 => OpenLoop.Where(error => error.Step >= 5).All(error => error.Model < error.CopyLast && error.Model < error.Linear);

    /// <summary>Positions decoded with r above 0.97.</summary>
    public bool Gate4 => Probes.Where(probe => PositionGroups.Contains(probe.Group)).All(probe => !(probe.Correlations[0] <= 0.97));

    public bool Passed => Gate1 && Gate2 && Gate3 && Gate4;

    public string ToMarkdown()
    {
        StringBuilder text = new();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        static string Verdict(bool passed) => passed ? "passed" : "NOT PASSED";
        static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";

        Line($"# Acceptance gates ({Windows} held-out windows)");
        Line($"");
        Line($"1. Not collapsed: {Verdict(Gate1)}. SIGReg {SigReg:F2} (Gaussian 1.05), deviation per dimension {MeanDeviation:F2} ({SmallestDeviation:F2} to {LargestDeviation:F2}), effective rank {EffectiveRank:F1} of {LatentSize}.");
        Line($"2. Actions matter: {Verdict(Gate2)}. One-step error with shuffled actions is {OpenLoop[0].ShuffledActions / OpenLoop[0].Model:F1} times that with the true ones.");
        Line($"3. Open loop beats copying and extrapolating: {Verdict(Gate3)}.");
        Line($"4. Positions decoded with r > 0.97: {Verdict(Gate4)}.");
        Line($"5. Disagreement: AUROC {DisagreementVersusError:F2} for the worst fifth by error, {DisagreementVersusUnlike:F2} for histories mixed from different moments. One rollout in a hundred exceeds {HighDisagreement:G3}.");
        Line($"");
        Line($"| steps ahead | model | copy last | linear | shuffled actions |");
        Line($"|---|---|---|---|---|");
        foreach (OpenLoopError error in OpenLoop)
        {
            Line($"| {error.Step} | {error.Model:F4} | {error.CopyLast:F4} | {error.Linear:F4} | {error.ShuffledActions:F4} |");
        }
        Line($"");
        Line($"Errors are mean absolute errors in SI units, ahead of the present with the error of the present decoding taken off, as planning does.");
        Line($"");
        Line($"| probe | {string.Join(" | ", ProbeSteps.Select(step => $"r at {step} | error at {step}"))} |");
        Line($"|---|{string.Concat(Enumerable.Repeat("---|---|", ProbeSteps.Count))}");
        foreach (ProbeQuality probe in Probes)
        {
            Line($"| {probe.Group} | {string.Join(" | ", probe.Correlations.Zip(probe.MeanErrors, (r, error) => $"{Number(r, "F3")} | {Number(error, "F4")}"))} |");
        }
        return text.ToString();
    }
}
