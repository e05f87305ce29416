using RoboticsStack.Runtime.Evaluation;

namespace RoboticsStack.Runtime.Skills;

/// <summary>How often the judge said the same.</summary>
public readonly record struct SkillFailure(string Why, int Count);

/// <summary>How often one skill succeeded, and how.</summary>
public sealed record SkillFigures
{
    public required Skill Skill { get; init; }
    public required WilsonInterval Success { get; init; }

    /// <summary>Episodes in which the robot never got to where the skill begins; they are in no other figure.</summary>
    public required int NotBegun { get; init; }

    /// <summary>Of the successes, simulated seconds.</summary>
    public required double MedianSec { get; init; }

    /// <summary>Of all that began, metres; NaN for a skill without a place.</summary>
    public required double MedianErrorM { get; init; }

    /// <summary>Sequences that the planner rolled out in the median episode, and in the median replan of all.</summary>
    public required double MedianSamples { get; init; }
    public required double SamplesPerReplan { get; init; }
    public required double MedianPeakContactN { get; init; }

    /// <summary>The judge's words with their counts, most frequent first.</summary>
    public required IReadOnlyList<SkillFailure> Failures { get; init; }

    public static SkillFigures Of(Skill skill, IEnumerable<SkillResult> results)
    {
        SkillResult[] all = [.. results.Where(result => result.Skill == skill)];
        SkillResult[] begun = [.. all.Where(result => result.Began)];
        return new()
        {
            Skill = skill,
            Success = new(begun.Count(result => result.Success), begun.Length),
            NotBegun = all.Length - begun.Length,
            MedianSec = Median(begun.Where(result => result.Success).Select(result => result.SkillSec)),
            MedianErrorM = Median(begun.Select(result => result.ErrorM).Where(double.IsFinite)),
            MedianSamples = Median(begun.Select(result => (double)result.Samples)),
            SamplesPerReplan = begun.Sum(result => result.Replans) is var replans and > 0 ? begun.Sum(result => result.Samples) / (double)replans : double.NaN,
            MedianPeakContactN = Median(begun.Select(result => result.PeakContactN)),
            Failures = [.. all.Where(result => !result.Success).GroupBy(result => WithoutDetail(result.Failure))
                .Select(group => new SkillFailure(group.Key, group.Count())).OrderByDescending(failure => failure.Count).ThenBy(failure => failure.Why, StringComparer.Ordinal)],
        };
    }

    private static string WithoutDetail(string failure) => failure.StartsWith("not begun", StringComparison.Ordinal) ? "not begun" : failure.Split(" (")[0];

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>What a set of skill episodes came to.</summary>
public sealed record SkillReport(SkillBenchHeader Header, IReadOnlyList<SkillFigures> Skills)
{
    public static SkillReport Of(SkillBenchHeader header, IEnumerable<SkillResult> results)
    {
        SkillResult[] all = [.. results];
        return new(header, [.. Enum.GetValues<Skill>().Where(skill => all.Any(result => result.Skill == skill)).Select(skill => SkillFigures.Of(skill, all))]);
    }
}
