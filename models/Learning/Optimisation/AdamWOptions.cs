namespace RoboticsStack.Learning;

/// <summary>AdamW with decoupled weight decay (Loshchilov and Hutter, 2019).</summary>
public sealed record AdamWOptions
{
    public double Beta1 { get; init; } = 0.9;
    public double Beta2 { get; init; } = 0.999;
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Applied to parameters of rank 2 and more; biases and scales do not decay.</summary>
    public double WeightDecay { get; init; } = 1e-3;

    /// <summary>The gradient over all parameters together is scaled down to this norm.</summary>
    public double GradientNormLimit { get; init; } = 1;

    /// <summary>Decay per step of an exponential moving average of the parameters; 0 keeps none.</summary>
    public double AverageDecay { get; init; }

    internal void Validate()
    {
        if (Beta1 is not (>= 0 and < 1) || Beta2 is not (>= 0 and < 1) || !(Epsilon > 0) || !(WeightDecay >= 0)
            || !(GradientNormLimit > 0) || AverageDecay is not (>= 0 and < 1))
        {
            throw new ArgumentException($"AdamW needs betas and average decay in [0, 1), epsilon and norm limit > 0, weight decay >= 0: {this}");
        }
    }
}
