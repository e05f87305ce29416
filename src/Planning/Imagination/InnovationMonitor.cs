namespace RoboticsStack.Planning.Imagination;

/// <summary>What is usual of one channel of a sign.</summary>
/// <param name="Ratio">Of answer to driver.</param>
/// <param name="Spread">Of what single answers leave of it.</param>
/// <param name="Between">Standard deviation of the ratio between sessions of ordinary physics: kitchens, mugs and drives differ.</param>
/// <param name="Together">How many times the variance is that of independent answers: those of one moment and the next go together.</param>
public readonly record struct UsualAnswer(double Ratio, double Spread, double Between, double Together);

/// <summary>What is usual of a sign.</summary>
/// <param name="Channels">By number; others say nothing.</param>
/// <param name="Scale">Root mean square, in ordinary physics, of what the channels make of it together.</param>
public sealed record UsualSign(PhysicsSign Sign, IReadOnlyDictionary<int, UsualAnswer> Channels, double Scale);

/// <summary>How far off one sign is.</summary>
/// <param name="Excess">Beyond what is usual, in the sign's unit.</param>
/// <param name="Deviations">The same in standard deviations of ordinary physics, given how much there was to see.</param>
public readonly record struct SignFinding(PhysicsSign Sign, double Excess, double Deviations);

/// <summary>
/// Says how unlike what the model was trained in the physics of a while are, and in what: the sign that is farthest off, in standard deviations of ordinary physics. Calibrated on data
/// of ordinary physics alone.
/// </summary>
/// <remarks>
/// Each channel of a sign is the ratio of its answers to their drivers, by least squares; its variance is what single answers spread by, divided by how much there was to see, and what sessions of
/// ordinary physics differ by. A sign is the mean of its channels by their inverse variances: a wrist joint that carries nothing tells what joints rub with better than a shoulder. The largest of few signs and not their
/// sum: a heavier mug shows in one alone, and the rest would drown it.
/// </remarks>
/// <param name="Usual">Of each sign that the calibration saw enough of.</param>
public sealed record InnovationMonitor(IReadOnlyList<UsualSign> Usual)
{
    /// <summary>Single answers beyond so many times their spread count as this: one bump is an event, not another physics.</summary>
    private const double Clip = 5;

    /// <summary>Fewer answers of a channel say nothing.</summary>
    private const int FewestAnswers = 5;

    /// <summary>How far off the farthest sign is; 0 if there was nothing to see.</summary>
    public double Score(ReadOnlySpan<Innovation> steps) => Farthest(steps) is { } finding ? Math.Abs(finding.Deviations) : 0;

    /// <summary>The sign that is farthest off; null if there was nothing to see.</summary>
    public SignFinding? Farthest(ReadOnlySpan<Innovation> steps)
    {
        SignFinding? farthest = null;
        foreach (UsualSign usual in Usual)
        {
            if (Find(steps, usual) is { } finding && !(Math.Abs(finding.Deviations) <= Math.Abs(farthest?.Deviations ?? 0)))
            {
                farthest = finding;
            }
        }
        return farthest;
    }

    /// <summary>How far off one sign is; null if there was nothing of it to see.</summary>
    public static SignFinding? Find(ReadOnlySpan<Innovation> steps, UsualSign usual)
    {
        double excess = 0, precision = 0;
        foreach ((int channel, UsualAnswer answer) in usual.Channels)
        {
            (double off, double weight) = Excess(steps, usual.Sign, channel, answer.Ratio, answer.Spread);
            if (weight > 0)
            {
                double inverse = 1 / (answer.Between * answer.Between + answer.Together / weight);
                excess += off * inverse;
                precision += inverse;
            }
        }
        return precision > 0 ? new SignFinding(usual.Sign, excess / precision, excess / Math.Sqrt(precision) / usual.Scale) : null;
    }

    /// <summary>What a channel's ratio is off by, and the inverse of the variance that independent answers would give it; 0 for too few.</summary>
    public static (double Excess, double Weight) Excess(ReadOnlySpan<Innovation> steps, PhysicsSign sign, int channel, double ratio, double spread)
    {
        double along = 0, weight = 0;
        int count = 0;
        foreach (Innovation step in steps)
        {
            foreach (SignEvidence evidence in step.Evidence)
            {
                if (evidence.Sign == sign && evidence.Channel == channel)
                {
                    double driver = evidence.Driver / spread;
                    along += driver * Math.Clamp((evidence.Answer - ratio * evidence.Driver) / spread, -Clip, Clip);
                    weight += driver * driver;
                    count++;
                }
            }
        }
        return count < FewestAnswers ? (0, 0) : (along / weight, weight);
    }
}
