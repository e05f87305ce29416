using RoboticsStack.Models;

namespace RoboticsStack.Planning.Imagination;

/// <summary>What is usual for the innovations of one skill, root mean squares.</summary>
/// <param name="Near">Per probe, SI units.</param>
/// <param name="Far">The same <see cref="Innovation.FarSteps"/> steps ahead.</param>
public sealed record UsualInnovation(double[] Near, double[] Far, double NearLatent, double FarLatent);

/// <summary>
/// A window of innovations as a short vector: for each probe the logarithm of its mean squared innovation and the mean innovation itself, both in units of what is usual
/// for the skill at work, near and far; and how the innovation of what the hand should do goes with changes of the action.
/// </summary>
public static class InnovationFeatures
{
    /// <summary>Of what is usual squared: a window in which nothing is off must not be told from another such by how little.</summary>
    private const double Floor = 0.05;

    /// <summary>Single values beyond so many times what is usual count as this: one bump is an event, not another physics.</summary>
    private const double Clip = 6;

    private static readonly (int Action, int Probe)[] Driven =
    [
        (0, ProbeLayout.GoalPosition), (1, ProbeLayout.GoalPosition + 1), (2, ProbeLayout.GoalPosition + 2),
        (ActionScale.Yaw, ProbeLayout.GoalYawSinCos), (ActionScale.GripperWidth, ProbeLayout.GripperWidth),
    ];

    public static int Size => 4 * ProbeLayout.Size + 2 + Driven.Length;

    /// <param name="window">At least one.</param>
    /// <param name="usual">By skill.</param>
    public static double[] Of(ReadOnlySpan<Innovation> window, IReadOnlyDictionary<int, UsualInnovation> usual)
    {
        double[] features = new double[Size];
        Span<double> squaresNear = stackalloc double[ProbeLayout.Size], squaresFar = stackalloc double[ProbeLayout.Size];
        Span<double> meansNear = stackalloc double[ProbeLayout.Size], meansFar = stackalloc double[ProbeLayout.Size];
        Span<double> driven = stackalloc double[Driven.Length];
        squaresNear.Clear();
        squaresFar.Clear();
        meansNear.Clear();
        meansFar.Clear();
        driven.Clear();
        double latentNear = 0, latentFar = 0;
        int count = 0, countFar = 0;
        foreach (Innovation step in window)
        {
            if (!usual.TryGetValue(step.Skill, out UsualInnovation? scale))
            {
                continue;
            }
            count++;
            Add(step.Near, scale.Near, squaresNear, meansNear);
            latentNear += Math.Log(Floor + step.NearLatent / scale.NearLatent);
            for (int i = 0; i < Driven.Length; i++)
            {
                driven[i] += Relative(step.Near[Driven[i].Probe], scale.Near[Driven[i].Probe]) * step.ActionChange[Driven[i].Action];
            }
            if (step.Far is { } far)
            {
                countFar++;
                Add(far, scale.Far, squaresFar, meansFar);
                latentFar += Math.Log(Floor + step.FarLatent / scale.FarLatent);
            }
        }
        int at = 0;
        for (int probe = 0; probe < ProbeLayout.Size; probe++)
        {
            features[at++] = Math.Log(Floor + squaresNear[probe] / Math.Max(count, 1));
            features[at++] = meansNear[probe] / Math.Max(count, 1);
            features[at++] = Math.Log(Floor + squaresFar[probe] / Math.Max(countFar, 1));
            features[at++] = meansFar[probe] / Math.Max(countFar, 1);
        }
        features[at++] = latentNear / Math.Max(count, 1);
        features[at++] = latentFar / Math.Max(countFar, 1);
        foreach (double value in driven)
        {
            features[at++] = value / Math.Max(count, 1);
        }
        return features;
    }

    private static void Add(float[] innovation, double[] scale, Span<double> squares, Span<double> means)
    {
        for (int probe = 0; probe < innovation.Length; probe++)
        {
            double relative = Relative(innovation[probe], scale[probe]);
            squares[probe] += relative * relative;
            means[probe] += relative;
        }
    }

    private static double Relative(double innovation, double scale) => Math.Clamp(innovation / scale, -Clip, Clip);
}
