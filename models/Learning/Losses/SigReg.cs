using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Learning;

/// <summary>
/// Sketched isotropic Gaussian regularisation: the Epps–Pulley statistic between random projections of a batch and N(0, 1), averaged over the
/// directions (Balestriero and LeCun, LeJEPA, 2025; settings of LeWM, arXiv 2603.19312). About 1.05 for exact N(0, I), 0.402·B
/// for a batch that collapsed to zero.
/// </summary>
public static class SigReg
{
    private const int Knots = 17;
    private const double LastKnot = 3;

    /// <param name="latents">[T, B, Z].</param>
    /// <param name="directions">[Z, M], columns of length 1; redraw them every step.</param>
    /// <returns>The mean over time steps and directions.</returns>
    public static Tensor Statistic(Tensor latents, Tensor directions)
    {
        int batch = latents.Shape[1];
        const double Spacing = LastKnot / (Knots - 1);
        Tensor angle = latents.Reshape(latents.Shape[0] * batch, latents.Shape[2]).MatMul(directions)
            .Reshape(latents.Shape[0], batch, directions.Shape[1]) * Spacing;
        // The knots are multiples of one angle: cos kθ = 2 cos θ · cos (k-1)θ - cos (k-2)θ, and sin alike.
        Tensor cosine = angle.Cos(), sine = angle.Sin(), twice = cosine * 2;
        (Tensor Cosine, Tensor Sine) last = (cosine, sine);
        (Tensor Cosine, Tensor Sine)? before = null;
        Tensor? total = null;
        for (int k = 1; k < Knots; k++)
        {
            if (k > 1)
            {
                (Tensor Cosine, Tensor Sine) next = before is { } b
                    ? (twice * last.Cosine - b.Cosine, twice * last.Sine - b.Sine)
                    : (twice * last.Cosine - 1, twice * last.Sine);
                (before, last) = (last, next);
            }
            double t = k * Spacing;
            double expected = Math.Exp(-t * t / 2);
            double weight = batch * expected * Spacing * (k == Knots - 1 ? 1 : 2);
            Tensor distance = ((last.Cosine.Mean(false, 1) - expected).Square() + last.Sine.Mean(false, 1).Square()) * weight;
            total = total is null ? distance : total + distance;
        }
        return total!.Mean();
    }

    /// <summary>Fills [Z, M] with random columns of length 1.</summary>
    public static void FillDirections(Span<float> into, int latentSize, int count, RandomStream random)
    {
        double[] squares = new double[count];
        for (int i = 0; i < latentSize * count; i++)
        {
            double value = random.Gaussian();
            into[i] = (float)value;
            squares[i % count] += value * value;
        }
        for (int i = 0; i < latentSize * count; i++)
        {
            into[i] /= (float)Math.Sqrt(squares[i % count]);
        }
    }
}
