namespace RoboticsStack.Learning;

/// <summary>The two anti-collapse terms of VICReg (Bardes, Ponce and LeCun, 2022) over a batch [B, Z].</summary>
public static class VicReg
{
    /// <summary>Mean over dimensions of how far the batch's standard deviation falls short of <paramref name="margin"/>.</summary>
    public static Tensor Variance(Tensor latents, double margin = 1, double epsilon = 1e-4)
    {
        Tensor variance = Centred(latents).Square().Sum(false, 0) / (latents.Shape[0] - 1.0);
        return (margin - (variance + epsilon).Sqrt()).Relu().Mean();
    }

    /// <summary>Sum of squares off the diagonal of the covariance matrix, per dimension.</summary>
    public static Tensor Covariance(Tensor latents)
    {
        double freedom = latents.Shape[0] - 1.0;
        Tensor centred = Centred(latents);
        Tensor all = (centred.TransposeLast().MatMul(centred) / freedom).SumOfSquares();
        Tensor diagonal = (centred.Square().Sum(false, 0) / freedom).SumOfSquares();
        return (all - diagonal) / latents.Shape[1];
    }

    private static Tensor Centred(Tensor latents) => latents - latents.Mean(true, 0);
}
