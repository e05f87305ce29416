using RoboticsStack.Core;
using RoboticsStack.Planning.Imagination;

namespace RoboticsStack.Training.Uncertainty;

/// <summary>Learns from sessions of ordinary physics what is usual of each <see cref="PhysicsSign"/>.</summary>
public static class MonitorCalibration
{
    /// <summary>Fewer answers of a channel say nothing of what is usual.</summary>
    private const int FewestAnswers = 60;
    private const int FewestSessions = 5;

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
        Innovation[][] sessions = [.. ordinary.Select(session => session.Steps.ToArray())];
        ReadOnlyMemory<Innovation>[] stretches = [.. Windows(ordinary, windowSteps).Select(window => window.Steps), .. sessions.Select(session => session.AsMemory())];
        return new([.. Enum.GetValues<PhysicsSign>().Select(sign => Usual(sign, evidence[sign], stretches)).OfType<UsualSign>()]);
    }

    /// <summary>Whole windows, one after the other, with the share of their steps that had something in the hand; what is left at the end of a session is left out.</summary>
    public static IEnumerable<(ReadOnlyMemory<Innovation> Steps, double InHand)> Windows(IEnumerable<InnovationSeries> sessions, int windowSteps)
    {
        foreach (InnovationSeries session in sessions)
        {
            Innovation[] steps = [.. session.Steps];
            for (int start = 0; start + windowSteps <= steps.Length; start += windowSteps)
            {
                yield return (steps.AsMemory(start, windowSteps), session.InHand.Skip(start).Take(windowSteps).Average(held => held ? 1.0 : 0));
            }
        }
    }

    private static UsualSign? Usual(PhysicsSign sign, IEnumerable<SignEvidence> evidence, ReadOnlyMemory<Innovation>[] stretches)
    {
        Dictionary<int, UsualAnswer> channels = evidence.GroupBy(item => item.Channel).Where(channel => channel.Count() >= FewestAnswers)
            .ToDictionary(channel => channel.Key, channel => Usual([.. channel]));
        (double Excess, double Weight)[] seen = [.. stretches.Select(stretch => InnovationMonitor.Excess(stretch.Span, sign, channels)).Where(found => found.Weight > 0)];
        if (seen.Length < FewestSessions)
        {
            return null;
        }
        (double between, double together) = Variance(seen);
        return new(sign, channels, Math.Sqrt(between), together);
    }

    /// <summary>Least squares through the origin, robust against single answers.</summary>
    private static UsualAnswer Usual(SignEvidence[] answers)
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
        return new(ratio, spread);
    }

    /// <summary>
    /// Splits the variance of what windows and whole sessions are off by into what sessions differ by, however much there is to see, and what falls with it: squares times weight are a line over the
    /// weight. What there is to see never counts for more than that of independent answers.
    /// </summary>
    private static (double Between, double Together) Variance((double Excess, double Weight)[] seen)
    {
        double weights = seen.Average(found => found.Weight), squares = seen.Average(found => found.Excess * found.Excess * found.Weight);
        double spread = seen.Average(found => (found.Weight - weights) * (found.Weight - weights));
        double slope = seen.Average(found => (found.Excess * found.Excess * found.Weight - squares) * (found.Weight - weights)) / Math.Max(spread, double.Epsilon);
        double between = Math.Clamp(slope, 0, squares / weights);
        double together = Math.Max(1, squares - between * weights);
        return (Math.Max(0, (squares - together) / weights), together);
    }
}
