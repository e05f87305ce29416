using System.Globalization;
using System.Text;

namespace RoboticsStack.Training.Prior;

/// <summary>One skill's questions, answered three ways. Costs are medians a step.</summary>
/// <param name="Questions">How many.</param>
/// <param name="Hold">Doing nothing.</param>
/// <param name="Proposed">The prior's plan alone, without any search.</param>
/// <param name="Searched">The search without the prior.</param>
/// <param name="Seeded">The search that begins with it.</param>
/// <param name="SearchedSamples">Sequences that the search rolled out, mean.</param>
/// <param name="SeededSamples">The same with the prior.</param>
public sealed record PriorFigures(string Skill, int Questions, double Hold, double Proposed, double Searched, double Seeded, double SearchedSamples, double SeededSamples);

/// <summary>What a prior policy is worth to the search, on kitchens that its training left out.</summary>
public sealed record PriorReport(IReadOnlyList<PriorFigures> Skills)
{
    public string ToMarkdown()
    {
        StringBuilder text = new();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# The prior policy");
        Line($"");
        Line($"Questions of experience in kitchens left out of its training, each planned afresh, as at the beginning of a skill. Cost a step, median; sequences rolled out a plan, mean.");
        Line($"");
        Line($"| skill | questions | doing nothing | proposed, no search | searched without it | searched with it | sequences without | with |");
        Line($"|---|---|---|---|---|---|---|---|");
        foreach (PriorFigures skill in Skills)
        {
            Line($"| {skill.Skill} | {skill.Questions} | {skill.Hold:F2} | {skill.Proposed:F2} | {skill.Searched:F2} | {skill.Seeded:F2} | {skill.SearchedSamples:F0} | {skill.SeededSamples:F0} |");
        }
        return text.ToString();
    }
}
