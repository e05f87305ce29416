using RoboticsStack.Intuition;

namespace RoboticsStack.IntuitivePhysics;

/// <summary>How surprising a clip is: to the model, and to two rules without one.</summary>
public static class SurpriseScore
{
    /// <summary>
    /// Surprise by frame, over all slots and all horizons that end there: the logarithm of one plus the latent prediction error in units of its usual size, which is what an error costs
    /// under a heavy-tailed (Cauchy) likelihood. What goes on being impossible outweighs one freak event, such as a ball that rolls out of the picture.
    /// </summary>
    public static double[] ByFrame(ClipErrors errors, SurpriseArchitecture architecture)
    {
        double[] frames = new double[ClipLayout.Frames];
        for (int h = 0; h < architecture.Horizons.Count; h++)
        {
            float[] normalised = errors.Normalised[h];
            for (int i = 0; i < normalised.Length; i++)
            {
                frames[i / ClipLayout.Slots + architecture.Horizons[h]] += Math.Log(1 + normalised[i]);
            }
        }
        return frames;
    }

    public static double Of(ClipErrors errors, SurpriseArchitecture architecture) => ByFrame(errors, architecture).Sum();

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
