using RoboticsStack.Models;
using RoboticsStack.Planning.Imagination;

namespace RoboticsStack.Training.Uncertainty;

/// <summary>Predictions of about one spread: what was foreseen of the error, and what it was.</summary>
/// <param name="Predicted">Mean predicted standard deviation, SI units.</param>
/// <param name="Actual">Root mean square error, SI units.</param>
public readonly record struct ReliabilityBin(double Predicted, double Actual, int Count);

/// <summary>
/// Whether a probe's predicted spread, <see cref="Innovation.FarSteps"/> steps ahead, is its error's: the spread is the usual one of the skill at work times a power of the ensemble's disagreement,
/// fitted on the calibration's sessions and held against others.
/// </summary>
/// <param name="Group">Of <see cref="ProbeLayout.Groups"/>.</param>
/// <param name="Exponent">Of the disagreement relative to its skill's usual; 0 if it says nothing about this probe.</param>
/// <param name="Within2">Share of errors within two predicted standard deviations: 0.954 for a Gaussian.</param>
public sealed record ProbeReliability(string Group, double Exponent, IReadOnlyList<ReliabilityBin> Bins, double Within2)
{
    private const int BinCount = 8;
    private static readonly double[] Exponents = [0, 0.125, 0.25, 0.375, 0.5, 0.75, 1];

    private readonly record struct Sample(int Skill, double Disagreement, double Squared);

    public static IReadOnlyList<ProbeReliability> Of(IReadOnlyList<InnovationSeries> calibration, IReadOnlyList<InnovationSeries> others) =>
        [.. ProbeLayout.Groups.Select(group => Of(group, Samples(calibration, group), Samples(others, group)))];

    /// <summary>The disagreement is that of the prediction as many steps before.</summary>
    private static List<Sample> Samples(IReadOnlyList<InnovationSeries> sessions, Segment group)
    {
        List<Sample> samples = [];
        foreach (InnovationSeries session in sessions)
        {
            for (int i = Innovation.FarSteps - 1; i < session.Steps.Count; i++)
            {
                if (session.Steps[i].Far is { } far)
                {
                    double squared = Enumerable.Range(group.Start, group.Length).Average(probe => (double)far[probe] * far[probe]);
                    samples.Add(new(session.Steps[i].Skill, session.Steps[i - Innovation.FarSteps + 1].Disagreement, squared));
                }
            }
        }
        return samples;
    }

    private static ProbeReliability Of(Segment group, List<Sample> calibration, List<Sample> others)
    {
        Dictionary<int, double> usual = calibration.GroupBy(sample => sample.Skill).ToDictionary(skill => skill.Key, skill => skill.Select(s => s.Disagreement).Order().ElementAt(skill.Count() / 2));
        double Relative(Sample sample) => Math.Max(sample.Disagreement, 1e-12) / Math.Max(usual[sample.Skill], 1e-12);
        double best = double.PositiveInfinity, exponent = 0;
        Dictionary<int, double> scale = [];
        foreach (double candidate in Exponents)
        {
            Dictionary<int, double> variance = calibration.GroupBy(sample => sample.Skill)
                .ToDictionary(skill => skill.Key, skill => Math.Max(skill.Average(s => s.Squared / Math.Pow(Relative(s), 2 * candidate)), 1e-14));
            // Gaussian negative log-likelihood, constants left out.
            double loss = calibration.Average(s => Math.Log(variance[s.Skill]) + 2 * candidate * Math.Log(Relative(s)) + s.Squared / (variance[s.Skill] * Math.Pow(Relative(s), 2 * candidate)));
            if (loss < best)
            {
                (best, exponent, scale) = (loss, candidate, variance);
            }
        }
        (double Predicted, double Squared)[] judged = [.. others.Where(s => scale.ContainsKey(s.Skill))
            .Select(s => (Math.Sqrt(scale[s.Skill]) * Math.Pow(Relative(s), exponent), s.Squared)).OrderBy(pair => pair.Item1)];
        ReliabilityBin[] bins = [.. Enumerable.Range(0, judged.Length == 0 ? 0 : BinCount)
            .Select(bin => judged[(bin * judged.Length / BinCount)..((bin + 1) * judged.Length / BinCount)]).Where(bin => bin.Length > 0)
            .Select(bin => new ReliabilityBin(bin.Average(pair => pair.Predicted), Math.Sqrt(bin.Average(pair => pair.Squared)), bin.Length))];
        double within = judged.Length == 0 ? double.NaN : judged.Count(pair => pair.Squared <= 4 * pair.Predicted * pair.Predicted) / (double)judged.Length;
        return new(group.Name, exponent, bins, within);
    }
}
