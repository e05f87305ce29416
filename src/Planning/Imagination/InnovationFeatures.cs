using RoboticsStack.Models;

namespace RoboticsStack.Planning.Imagination;

/// <summary>What is usual for the innovations of one skill.</summary>
/// <param name="Near">Per probe, root mean squares, SI units.</param>
/// <param name="Far">The same <see cref="Innovation.FarSteps"/> steps ahead.</param>
/// <param name="NearLatent">Median.</param>
/// <param name="FarLatent">Median.</param>
/// <param name="Answer">Of the body: row by row, weights of <see cref="Innovation.Cause"/> for each value of <see cref="Innovation.Response"/>.</param>
/// <param name="AnswerSpread">Root mean square of what they leave.</param>
public sealed record UsualInnovation(double[] Near, double[] Far, double NearLatent, double FarLatent, double[][] Answer, double[] AnswerSpread);

/// <summary>
/// A window of innovations as a short vector, all in units of what is usual for the skill at work: for each group of probes the logarithm of its mean squared innovation, near and far, and the
/// latent's; and for each thing that the body answers how far off it was on the mean, by its square, and along with the action that drives it.
/// </summary>
public static class InnovationFeatures
{
    /// <summary>Of what is usual squared: a window in which nothing is off must not be told from another such by how little.</summary>
    private const double Floor = 0.05;

    /// <summary>Single values beyond so many times what is usual count as this: one bump is an event, not another physics.</summary>
    private const double Clip = 6;

    private static readonly int[] GroupOf = [.. ProbeLayout.Groups.SelectMany((group, i) => Enumerable.Repeat(i, group.Length))];

    public static int Size => 2 * ProbeLayout.Groups.Count + 2 + 2 * BodyResponse.Size + BodyResponse.Driven.Count;

    /// <param name="window">At least one.</param>
    /// <param name="usual">By skill.</param>
    public static double[] Of(ReadOnlySpan<Innovation> window, IReadOnlyDictionary<int, UsualInnovation> usual)
    {
        double[] near = new double[ProbeLayout.Groups.Count], far = new double[ProbeLayout.Groups.Count];
        double[] means = new double[BodyResponse.Size], squares = new double[BodyResponse.Size], driven = new double[BodyResponse.Driven.Count];
        double latentNear = 0, latentFar = 0;
        int count = 0, countFar = 0;
        foreach (Innovation step in window)
        {
            if (!usual.TryGetValue(step.Skill, out UsualInnovation? scale))
            {
                continue;
            }
            count++;
            AddSquares(step.Near, scale.Near, near);
            latentNear += Math.Log(Floor + step.NearLatent / scale.NearLatent);
            AddAnswer(step, scale, means, squares, driven);
            if (step.Far is { } ahead)
            {
                countFar++;
                AddSquares(ahead, scale.Far, far);
                latentFar += Math.Log(Floor + step.FarLatent / scale.FarLatent);
            }
        }
        (double each, double eachFar) = (1.0 / Math.Max(count, 1), 1.0 / Math.Max(countFar, 1));
        return
        [
            .. near.Select(square => Math.Log(Floor + square * each)), .. far.Select(square => Math.Log(Floor + square * eachFar)), latentNear * each, latentFar * eachFar,
            .. means.Select(mean => mean * each), .. squares.Select(square => Math.Log(Floor + square * each)), .. driven.Select(value => value * each),
        ];
    }

    /// <summary>What a linear answer of the body leaves unexplained, its own units.</summary>
    public static double Unexplained(Innovation step, double[] weights, int response)
    {
        double left = step.Response[response];
        for (int i = 0; i < weights.Length; i++)
        {
            left -= weights[i] * step.Cause[i];
        }
        return left;
    }

    private static void AddSquares(float[] innovation, double[] scale, double[] squares)
    {
        for (int probe = 0; probe < innovation.Length; probe++)
        {
            double relative = Relative(innovation[probe], scale[probe]);
            squares[GroupOf[probe]] += relative * relative / ProbeLayout.Groups[GroupOf[probe]].Length;
        }
    }

    private static void AddAnswer(Innovation step, UsualInnovation scale, double[] means, double[] squares, double[] driven)
    {
        Span<double> off = stackalloc double[BodyResponse.Size];
        for (int i = 0; i < off.Length; i++)
        {
            off[i] = Relative(Unexplained(step, scale.Answer[i], i), scale.AnswerSpread[i]);
            means[i] += off[i];
            squares[i] += off[i] * off[i];
        }
        for (int i = 0; i < driven.Length; i++)
        {
            (int response, int action) = BodyResponse.Driven[i];
            driven[i] += off[response] * step.Action[action];
        }
    }

    private static double Relative(double innovation, double scale) => Math.Clamp(innovation / scale, -Clip, Clip);
}
