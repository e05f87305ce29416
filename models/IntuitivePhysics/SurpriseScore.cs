using RoboticsStack.Intuition;

namespace RoboticsStack.IntuitivePhysics;

/// <summary>
/// How surprising a clip is: to the model, and to rules without one. Some of what is possible is hard to foretell (how a stack collapses, where a tossed crate comes to lie), for anybody.
/// So the measure is not the error itself, but how much greater it is for who knows what was before than for who has only just come in: an impossible clip is one that is harder to
/// understand with its beginning than without. That is the generalised likelihood ratio of a change (Willsky and Jones, IEEE Trans. Automatic Control 21(1), 1976), with the model's
/// predictions from a late start as the hypothesis that the clip begins anew.
/// </summary>
public static class SurpriseScore
{
    /// <summary>Share at which the bare errors of the whole look count, whenever they were: for a thing that jumps and goes on as before, of which nobody who comes in later learns.</summary>
    private const double BareShare = 0.1;

    /// <summary>
    /// Surprise by frame: <see cref="BareShare"/> of that of who has seen all, and in the span for which this comes to most, what it is greater by than that of who came in when the span began.
    /// </summary>
    public static double[] ByFrame(ClipLooks looks, SurpriseArchitecture architecture)
    {
        double[] bare = Bare(looks.Whole, architecture), most = [];
        double highest = double.NegativeInfinity;
        foreach (ClipErrors late in looks.Late)
        {
            double[] frames = Difference(looks.Whole, late, architecture);
            double sum = 0;
            for (int frame = late.From; frame < frames.Length; frame++)
            {
                sum += frames[frame];
                if (sum > highest)
                {
                    (highest, most) = (sum, frames[..(frame + 1)]);
                }
            }
        }
        return [.. bare.Select((surprise, frame) => BareShare * surprise + (frame < most.Length ? most[frame] : 0))];
    }

    public static double Of(ClipLooks looks, SurpriseArchitecture architecture) => ByFrame(looks, architecture).Sum();

    /// <summary>
    /// Over all slots and all horizons that end in a frame. An error in units of its usual size costs the logarithm of one plus its square, as under a heavy-tailed (Cauchy) likelihood: what
    /// goes on being impossible outweighs one freak event, such as a ball that rolls out of the picture.
    /// </summary>
    private static double[] Bare(ClipErrors errors, SurpriseArchitecture architecture)
    {
        double[] frames = new double[ClipLayout.Frames];
        for (int h = 0; h < architecture.Horizons.Count; h++)
        {
            for (int frame = 0; frame < ClipLayout.Frames - architecture.Horizons[h]; frame++)
            {
                frames[frame + architecture.Horizons[h]] += Cost(errors, h, frame);
            }
        }
        return frames;
    }

    /// <summary>Over the predictions that both can make, and those of the first frames of the late look by the shortest horizon, which only who was there before can make.</summary>
    private static double[] Difference(ClipErrors whole, ClipErrors late, SurpriseArchitecture architecture)
    {
        double[] frames = new double[ClipLayout.Frames];
        int shortest = architecture.Horizons.Min();
        for (int h = 0; h < architecture.Horizons.Count; h++)
        {
            int horizon = architecture.Horizons[h];
            for (int frame = horizon == shortest ? Math.Max(0, late.From - horizon) : late.From; frame < ClipLayout.Frames - horizon; frame++)
            {
                frames[frame + horizon] += Cost(whole, h, frame) - (frame < late.From ? 0 : Cost(late, h, frame));
            }
        }
        return frames;
    }

    /// <param name="frame">Of the clip, from which it is predicted.</param>
    private static double Cost(ClipErrors errors, int horizon, int frame)
    {
        ReadOnlySpan<float> slots = errors.Normalised[horizon].AsSpan((frame - errors.From) * ClipLayout.Slots, ClipLayout.Slots);
        double sum = 0;
        foreach (float error in slots)
        {
            sum += Math.Log(1 + error);
        }
        return sum;
    }

    /// <summary>Surprise of whoever expects every latent to stay as it is.</summary>
    public static double OfCopying(ClipErrors errors) => OfDifferences(errors.Latents, 1);

    /// <summary>Surprise of whoever expects every latent to go on changing as it does.</summary>
    public static double OfConstantVelocity(ClipErrors errors) => OfDifferences(errors.Latents, 2);

    /// <summary>
    /// Surprise without time: how far the latents of what is found in each frame lie from the middle of those of possible clips, which training made Gaussian. Learned like the model's own
    /// surprise, from possible clips and without labels.
    /// </summary>
    public static double OfSingleFrames(ClipErrors errors, Clip clip)
    {
        int size = errors.Latents.Length / (ClipLayout.Frames * ClipLayout.Slots);
        double sum = 0;
        for (int slot = 0; slot < ClipLayout.Frames * ClipLayout.Slots; slot++)
        {
            (int frame, int thing) = (slot / ClipLayout.Slots, slot % ClipLayout.Slots);
            if (thing < clip.Script.Things.Count && clip.Seen[frame][thing].Found)
            {
                for (int i = slot * size; i < (slot + 1) * size; i++)
                {
                    sum += (double)errors.Latents[i] * errors.Latents[i];
                }
            }
        }
        return sum;
    }

    /// <summary>Sum of squares of the first or second differences between frames.</summary>
    private static double OfDifferences(float[] latents, int order)
    {
        int row = latents.Length / ClipLayout.Frames;
        double sum = 0;
        for (int i = order * row; i < latents.Length; i++)
        {
            double difference = latents[i] - latents[i - row] - (order == 1 ? 0 : latents[i - row] - latents[i - 2 * row]);
            sum += difference * difference;
        }
        return sum;
    }
}
