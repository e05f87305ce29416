using System.Globalization;
using System.Text;
using System.Text.Json;
using RoboticsStack.Core;
using RoboticsStack.Models;
using RoboticsStack.Runtime.Evaluation;
using RoboticsStack.Runtime.Skills;
using RoboticsStack.Training.Ablation;
using RoboticsStack.Training.Uncertainty;

namespace RoboticsStack.Training.Reports;

/// <summary>Where a report finds what has been measured, and where it goes.</summary>
/// <param name="Weights">The model it is about.</param>
/// <param name="SkillFiles">Stored skill episodes by the name of what moved the arm.</param>
/// <param name="UncertaintyFile">As <see cref="UncertaintyTest"/>'s command leaves it.</param>
/// <param name="AblationDirectory">Folder of the variants.</param>
/// <param name="Output">REPORT.md goes here, its pictures beside it.</param>
public sealed record ModelReportFiles(string Weights, IReadOnlyList<(string Name, string File)> SkillFiles, string UncertaintyFile, string AblationDirectory, string Output);

/// <summary>Writes models/REPORT.md from what commands have measured and stored. What was not run, or was run with another model, is said to be so; no figure comes from anywhere else.</summary>
public sealed class ModelReport(ModelReportFiles files, string build, DateTimeOffset date)
{
    private const string NotRun = "Not run.";
    private readonly StringBuilder _text = new();
    private readonly string _hash = WorldModelManifest.Read(files.Weights).Hash;

    /// <exception cref="UserErrorException">The model or the place for the report cannot be used.</exception>
    public void Write()
    {
        Line($"# The world model");
        Line($"");
        Line($"Written by `./robot train --write-report` on {date:yyyy-MM-dd HH:mm} UTC, build {build}. Model {_hash[..12]}.");
        TrainingProvenance training = WorldModelManifest.Read(files.Weights).Manifest.Training;
        Line($"Trained on {training.Frames} frames in {training.Episodes} episodes for {training.Steps} steps, {training.WallSeconds / 60:F0} min.");
        Gates();
        Prior();
        Skills();
        Uncertainty();
        Ablations();
        try
        {
            File.WriteAllText(Path.Combine(files.Output, TrainingRun.ReportFile), _text.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The report cannot be written to {files.Output}: {e.Message}", e);
        }
    }

    private void Gates()
    {
        Section("Acceptance gates 1 to 5");
        Include(files.Weights, "./robot train --report");
    }

    private void Prior()
    {
        Section("Where the search begins");
        Include(ActionPrior.DirectoryOf(files.Weights), "./robot train --prior");
    }

    /// <summary>What a training has left beside its weights, one heading deeper.</summary>
    private void Include(string directory, string command)
    {
        string file = Path.Combine(directory, TrainingRun.ReportFile);
        if (!File.Exists(file))
        {
            Line($"{NotRun} `{command}` measures it.");
            return;
        }
        Line($"As `./robot train` or `{command}` left it beside the weights; that file does not name the model itself.");
        Line($"");
        _text.Append(string.Join('\n', File.ReadLines(file).Select(line => line.StartsWith('#') ? "##" + line : line))).Append('\n');
    }

    private void Skills()
    {
        Section("Gate 6: skills in kitchens kept for evaluation");
        Line($"Single attempts from a drawn start, judged by the plant; `./robot eval --skills all`. \"Not begun\": the robot never got to where the skill begins, in five starts.");
        foreach ((string name, string file) in files.SkillFiles)
        {
            Line($"");
            if (!File.Exists(file))
            {
                Line($"{name}: {NotRun}");
                continue;
            }
            (SkillBenchHeader? header, IEnumerable<SkillResult> results) = ResultLines<SkillBenchHeader, SkillResult>.Read(file);
            SkillResult[] held = [.. results.Where(result => result.Seed >= Experience.ExperienceOptions.FirstHeldOutKitchen)];
            if (header is null || held.Length == 0 || header.Model != _hash)
            {
                Line($"{name}: {(header is null || held.Length == 0 ? NotRun : $"the stored episodes are of another model ({header.Model[..12]}).")}");
                continue;
            }
            Line($"{name}, build {header.Build}, kitchens {held.Min(r => r.Seed)} to {held.Max(r => r.Seed)}:");
            Line($"");
            SkillTable(SkillReport.Of(header, held).Skills);
        }
    }

    private void SkillTable(IReadOnlyList<SkillFigures> skills)
    {
        Line($"| skill | success (95 %) | episodes | not begun | median seconds | median error | samples a replan | failures |");
        Line($"|---|---|---|---|---|---|---|---|");
        foreach (SkillFigures skill in skills)
        {
            (double low, double high) = skill.Success.Bounds;
            string error = double.IsFinite(skill.MedianErrorM) ? FormattableString.Invariant($"{1000 * skill.MedianErrorM:F0} mm") : "";
            string failures = string.Join("; ", skill.Failures.Select(failure => $"{failure.Count} {failure.Why}"));
            Line($"| {skill.Skill.ToString().ToLowerInvariant()} | {100 * skill.Success.Fraction:F1} % ({100 * low:F1}–{100 * high:F1}) | {skill.Success.Trials} | {skill.NotBegun} | {skill.MedianSec:F1} | {error} | {skill.SamplesPerReplan:F0} | {failures} |");
        }
    }

    private void Uncertainty()
    {
        Section("What the model's doubt is worth");
        UncertaintyReport? report = File.Exists(files.UncertaintyFile) ? JsonSerializer.Deserialize<UncertaintyReport>(File.ReadAllText(files.UncertaintyFile), ResultLines.Json) : null;
        if (report is null)
        {
            Line($"{NotRun} `./robot train --uncertainty` tries it.");
            return;
        }
        if (report.ModelHash != _hash)
        {
            Line($"The stored figures are of another model ({report.ModelHash[..12]}).");
            return;
        }
        Line($"Scripted drills in kitchens {report.FirstKitchen} to {report.EndKitchen - 1}, {report.OrdinarySessions} sessions of ordinary physics and as many of each change; windows of {report.WindowSteps / 10.0:F0} s. Changes that act on a thing in the hand only are told in sessions and windows with something between the fingers, a heavier mug in those in which one is lifted by 2 cm, from ordinary ones chosen alike; \"all\": in those without, too. Intervals (95 %) by bootstrap over kitchens.");
        Line($"");
        Line($"| changed | sessions | AUROC by session | by window | all sessions | latent surprise alone, by window | ensemble's disagreement alone, by window | what is farthest off, by how much (median), in how many sessions |");
        Line($"|---|---|---|---|---|---|---|---|");
        foreach (ChangeNoticed change in report.Changes)
        {
            Line($"| {change.Change} | {change.Sessions} | {Text(change.Session)} | {Text(change.Window)} | {Text(change.AllSessions)} | {Text(change.Surprise)} | {Text(change.Disagreement)} | {change.Named}, {change.NamedExcess:G2}, {100 * change.NamedShare:F0} % |");
        }
        Line($"");
        Line($"Predicted spread against actual error, half a second ahead (a line a group of probes, in units of each group's usual error):");
        Line($"");
        Picture("reliability.svg", Chart.Svg(
            [.. report.Reliability.Where(probe => probe.Bins.Count > 0).Select(probe =>
            {
                double unit = Math.Max(probe.Bins.Average(bin => bin.Actual), 1e-12);
                return new ChartLine(probe.Group, [.. probe.Bins.Select(bin => (bin.Predicted / unit, bin.Actual / unit))]);
            })],
            "Predicted spread and actual error", "predicted standard deviation", "root mean square error", logX: true, logY: true, diagonal: true));
        Line($"");
        Line($"| probe | exponent of the disagreement | errors within 2 σ (Gaussian 95.4 %) |");
        Line($"|---|---|---|");
        foreach (ProbeReliability probe in report.Reliability)
        {
            Line($"| {probe.Group} | {probe.Exponent:G3} | {100 * probe.Within2:F1} % |");
        }
    }

    private void Ablations()
    {
        Section("Against collapse: what each term is worth");
        IReadOnlyList<AblationResult> results = AblationRun.Read(files.AblationDirectory);
        if (results.Count == 0)
        {
            Line($"{NotRun} `./robot train --ablate` runs them.");
            return;
        }
        foreach (IGrouping<AblationKey, AblationResult> comparable in results.GroupBy(result => result.Key))
        {
            string missing = string.Join(", ", AblationVariant.All.Where(variant => comparable.All(result => result.Variant.Name != variant.Name)).Select(variant => variant.Name));
            Line($"");
            Line($"{comparable.Key.Steps} steps of {comparable.Key.BatchSize} sequences on the same data; skills in kitchens {comparable.Key.FirstSeed} to {comparable.Key.LastSeed}, which are not kept for evaluation, since the choice is made by them. The probes' gradient shapes the encoder in all of them.{(missing.Length > 0 ? $" Not run: {missing}." : "")}");
            Line($"");
            Line($"| terms | SIGReg | deviation | effective rank | actions matter | object 1 s ahead | {string.Join(" | ", Enum.GetNames<Skill>().Select(name => name.ToLowerInvariant()))} |");
            Line($"|---|---|---|---|---|---|{string.Concat(Enum.GetNames<Skill>().Select(_ => "---|"))}");
            foreach (AblationResult result in comparable)
            {
                string skills = string.Join(" | ", Enum.GetValues<Skill>().Select(skill => result.Skills.FirstOrDefault(tried => tried.Skill == skill) is { } figures
                    ? $"{figures.Success.Successes}/{figures.Success.Trials}" : "–"));
                Line($"| {result.Variant.Name} | {result.SigReg:F1} | {result.MeanDeviation:F2} | {result.EffectiveRank:F1} | {result.ActionsMatter:F1} | {1000 * result.ObjectErrorM:F1} mm | {skills} |");
            }
        }
        Line($"");
        Line($"Learning curves of the variants (the committed weights' own was not kept when they were trained):");
        Line($"");
        Picture("curves.svg", Chart.Svg(
            [.. results.Select(result => new ChartLine(result.Variant.Name, [.. result.Curve.Select(point => ((double)point.Step, point.Probes))]))],
            "Probes' loss in training", "step", "loss", logY: true));
    }

    private void Picture(string name, string svg)
    {
        File.WriteAllText(Path.Combine(files.Output, name), svg);
        Line($"![{Path.GetFileNameWithoutExtension(name)}]({name})");
    }

    private void Section(string title)
    {
        Line($"");
        Line($"## {title}");
        Line($"");
    }

    private static string Text(Discrimination value) => FormattableString.Invariant($"{value.Auroc:F2} ({value.Low:F2}–{value.High:F2})");

    private void Line(FormattableString line) => _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
