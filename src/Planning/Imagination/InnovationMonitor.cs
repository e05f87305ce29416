namespace RoboticsStack.Planning.Imagination;

/// <summary>What is usual of one channel of a sign: the ratio of answer to driver, and the spread of what single answers leave of it.</summary>
public readonly record struct UsualAnswer(double Ratio, double Spread);

/// <summary>What is usual of a sign.</summary>
/// <param name="Channels">By number; others say nothing.</param>
/// <param name="Between">Standard deviation between sessions of ordinary physics, in the sign's unit: kitchens, mugs and drives differ.</param>
/// <param name="Together">How many times the variance is that of independent answers: those of one moment and the next go together.</param>
public sealed record UsualSign(PhysicsSign Sign, IReadOnlyDictionary<int, UsualAnswer> Channels, double Between, double Together);

/// <summary>How far off one sign is.</summary>
/// <param name="Excess">Beyond what is usual, in the sign's unit.</param>
/// <param name="Deviations">The same in standard deviations of ordinary physics, given how much there was to see.</param>
public readonly record struct SignFinding(PhysicsSign Sign, double Excess, double Deviations);

/// <summary>
/// Says how unlike what the model was trained in the physics of a while are, and in what: the sign that is farthest off, in standard deviations of ordinary physics. Calibrated on data
/// of ordinary physics alone.
/// </summary>
/// <remarks>
/// Each sign is the ratio of answers to drivers, by least squares over all its channels, each in units of its noise; its variance is what single answers spread by, divided by how much
/// there was to see, and what sessions of ordinary physics differ by. The largest of few and not the sum of many: a heavier mug shows in one sign alone, and the rest would drown it.
/// </remarks>
/// <param name="Usual">Of each sign that the calibration saw enough of.</param>
public sealed record InnovationMonitor(IReadOnlyList<UsualSign> Usual)
{
    /// <summary>Single answers beyond so many times their spread count as this: one bump is an event, not another physics.</summary>
    private const double Clip = 5;

    /// <summary>Fewer answers say nothing.</summary>
    private const int FewestAnswers = 5;

    /// <summary>How far off the farthest sign is; 0 if there was nothing to see.</summary>
    public double Score(ReadOnlySpan<Innovation> steps) => Farthest(steps) is { } finding ? Math.Abs(finding.Deviations) : 0;

    /// <summary>The sign that is farthest off; null if there was nothing to see.</summary>
    public SignFinding? Farthest(ReadOnlySpan<Innovation> steps)
    {
        SignFinding? farthest = null;
        foreach (UsualSign usual in Usual)
        {
            (double excess, double weight) = Excess(steps, usual.Sign, usual.Channels);
            if (weight > 0)
            {
                double deviations = excess / Math.Sqrt(usual.Between * usual.Between + usual.Together / weight);
                farthest = farthest is { } worst && Math.Abs(worst.Deviations) >= Math.Abs(deviations) ? worst : new SignFinding(usual.Sign, excess, deviations);
            }
        }
        return farthest;
    }

    /// <summary>What a sign is off by, and the inverse of the variance that independent answers would give it; 0 for too few.</summary>
    public static (double Excess, double Weight) Excess(ReadOnlySpan<Innovation> steps, PhysicsSign sign, IReadOnlyDictionary<int, UsualAnswer> channels)
    {
        double along = 0, weight = 0;
        int count = 0;
        foreach (Innovation step in steps)
        {
            foreach (SignEvidence evidence in step.Evidence)
            {
                if (evidence.Sign == sign && channels.TryGetValue(evidence.Channel, out UsualAnswer usual))
                {
                    double driver = evidence.Driver / usual.Spread;
                    along += driver * Math.Clamp((evidence.Answer - usual.Ratio * evidence.Driver) / usual.Spread, -Clip, Clip);
                    weight += driver * driver;
                    count++;
                }
            }
        }
        return count < FewestAnswers ? (0, 0) : (along / weight, weight);
    }
}
