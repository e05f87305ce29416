using RoboticsStack.Core;
using RoboticsStack.Planning.Imagination;
using RoboticsStack.Plant;

namespace RoboticsStack.Training.Uncertainty;

/// <summary>Learns from sessions of ordinary physics what is usual of each <see cref="PhysicsSign"/>.</summary>
public static class MonitorCalibration
{
    /// <summary>Fewer answers of a channel say nothing of what is usual.</summary>
    private const int FewestAnswers = 60;
    private const int FewestSessions = 8;

    /// <summary>A sign is scaled such that this share of what is ordinary is as far off as of a Gaussian: many have longer tails.</summary>
    private const double TailShare = 0.95, GaussianTail = 1.96;

    /// <summary>Rounds of least squares, each without what the one before left farther off than <see cref="FarOff"/> spreads.</summary>
    private const int Rounds = 3;
    private const double FarOff = 3;
    private const double SmallestSpread = 1e-6;

    /// <exception cref="UserErrorException">Too few sessions to say how they differ.</exception>
    public static InnovationMonitor Of(IReadOnlyList<InnovationSeries> ordinary, int windowSteps)
    {
        if (ordinary.Count < FewestSessions)
        {
            throw new UserErrorException($"{ordinary.Count} sessions of ordinary physics do not say how such sessions differ: make {FewestSessions} or more.");
        }
        ILookup<PhysicsSign, SignEvidence> evidence = ordinary.SelectMany(session => session.Steps).SelectMany(step => step.Evidence).ToLookup(item => item.Sign);
        Session[] sessions = [.. ordinary.Select(session => new Session(session.Steps.ToArray(), [.. Windows([session], windowSteps).Select(window => window.Steps)]))];
        return new([.. Enum.GetValues<PhysicsSign>().Select(sign => Usual(sign, evidence[sign], sessions)).OfType<UsualSign>()]);
    }

    /// <summary>Whole windows, one after the other, with the share of their steps in which the hand had so much of a thing; what is left at the end of a session is left out.</summary>
    public static IEnumerable<(ReadOnlyMemory<Innovation> Steps, double Share)> Windows(IEnumerable<InnovationSeries> sessions, int windowSteps, Grip from = Grip.None)
    {
        foreach (InnovationSeries session in sessions)
        {
            Innovation[] steps = [.. session.Steps];
            for (int start = 0; start + windowSteps <= steps.Length; start += windowSteps)
            {
                yield return (steps.AsMemory(start, windowSteps), session.Grips.Skip(start).Take(windowSteps).Average(grip => grip >= from ? 1.0 : 0));
            }
        }
    }

    private static UsualSign? Usual(PhysicsSign sign, IEnumerable<SignEvidence> evidence, Session[] sessions)
    {
        Dictionary<int, UsualAnswer> channels = [];
        foreach (IGrouping<int, SignEvidence> channel in evidence.GroupBy(item => item.Channel).Where(channel => channel.Count() >= FewestAnswers))
        {
            (double ratio, double spread) = Usual([.. channel]);
            (double Excess, double Weight) Off(ReadOnlyMemory<Innovation> steps, double from) => InnovationMonitor.Excess(steps.Span, sign, channel.Key, from, spread);
            Session[] seen = [.. sessions.Where(session => Off(session.Whole, ratio).Weight > 0)];
            if (seen.Length >= FewestSessions)
            {
                ratio += Statistics.Quantile(seen.Select(session => Off(session.Whole, ratio).Excess), 0.5);
                (double between, double together) = Variance([.. seen.Select(session => (Off(session.Whole, ratio), session.Windows.Select(window => Off(window, ratio)).Where(off => off.Weight > 0).ToArray()))]);
                channels[channel.Key] = new(ratio, spread, Math.Sqrt(between), together);
            }
        }
        UsualSign unscaled = new(sign, channels, 1);
        double[] deviations = [.. sessions.SelectMany(session => session.Windows.Append(session.Whole))
            .Select(stretch => InnovationMonitor.Find(stretch.Span, unscaled)).OfType<SignFinding>().Select(finding => Math.Abs(finding.Deviations))];
        return deviations.Length == 0 ? null : unscaled with { Scale = Math.Max(1, Statistics.Quantile(deviations, TailShare) / GaussianTail) };
    }

    /// <summary>Least squares through the origin, robust against single answers.</summary>
    private static (double Ratio, double Spread) Usual(SignEvidence[] answers)
    {
        double ratio = 0, spread = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            double along = 0, weight = 0;
            foreach (SignEvidence answer in answers)
            {
                if (Math.Abs(answer.Answer - ratio * answer.Driver) <= FarOff * spread)
                {
                    along += answer.Driver * answer.Answer;
                    weight += answer.Driver * answer.Driver;
                }
            }
            ratio = along / Math.Max(weight, double.Epsilon);
            // Standard deviation of a Gaussian with this median of absolute values.
            spread = Math.Max(Statistics.Quantile(answers.Select(answer => Math.Abs(answer.Answer - ratio * answer.Driver)), 0.5) / 0.6745, SmallestSpread);
        }
        return (ratio, spread);
    }

    /// <summary>
    /// Splits the variance of what sessions are off by (DerSimonian and Laird, Controlled Clinical Trials 7, 1986) into what falls with how much there is to see, from how a session's windows differ among themselves, and what is left between
    /// sessions. What there is to see never counts for more than that of independent answers.
    /// </summary>
    private static (double Between, double Together) Variance(((double Excess, double Weight) Whole, (double Excess, double Weight)[] Windows)[] sessions)
    {
        double squares = 0;
        int freedom = 0;
        foreach (((double Excess, double Weight) whole, (double Excess, double Weight)[] windows) in sessions)
        {
            squares += windows.Sum(window => window.Weight * (window.Excess - whole.Excess) * (window.Excess - whole.Excess));
            freedom += Math.Max(0, windows.Length - 1);
        }
        double together = freedom > 0 ? Math.Max(1, squares / freedom) : 1;
        // One session in which something out of the ordinary happened must not make everything ordinary.
        double farthest = FarOff * Statistics.Quantile(sessions.Select(session => Math.Abs(session.Whole.Excess)), 0.5) / 0.6745;
        double between = sessions.Sum(session => session.Whole.Weight * Math.Pow(Math.Min(Math.Abs(session.Whole.Excess), farthest), 2)) - sessions.Length * together;
        return (Math.Max(0, between / sessions.Sum(session => session.Whole.Weight)), together);
    }

    private readonly record struct Session(ReadOnlyMemory<Innovation> Whole, ReadOnlyMemory<Innovation>[] Windows);
}
