namespace RoboticsStack.Learning;

/// <summary>AdamW with decoupled weight decay (Loshchilov and Hutter, 2019).</summary>
public sealed record AdamWOptions
{
    public double Beta1 { get; init; } = 0.9;
    public double Beta2 { get; init; } = 0.999;
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Applied to matrices and kernels; what is named .bias, .scale or .shift, and what has one axis, does not decay.</summary>
    public double WeightDecay { get; init; } = 1e-3;

    /// <summary>The gradient over all parameters together is scaled down to this norm.</summary>
    public double GradientNormLimit { get; init; } = 1;

    /// <summary>Decay per step of an exponential moving average of the parameters; 0 keeps none.</summary>
    public double AverageDecay { get; init; }

    /// <summary>Parameters that are trained differently; the first group that a name fits counts.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; init; } = [];

    internal (double WeightDecay, double RateScale) For(Tensor parameter)
    {
        ParameterGroup? group = Groups.FirstOrDefault(candidate => parameter.Name.StartsWith(candidate.Prefix, StringComparison.Ordinal));
        return (Decays(parameter) ? group?.WeightDecay ?? WeightDecay : 0, group?.RateScale ?? 1);
    }

    private static bool Decays(Tensor parameter) => parameter.Shape.Rank >= 2
        && !parameter.Name.EndsWith(".bias", StringComparison.Ordinal) && !parameter.Name.EndsWith(".scale", StringComparison.Ordinal)
        && !parameter.Name.EndsWith(".shift", StringComparison.Ordinal);

    internal void Validate()
    {
        if (Beta1 is not (>= 0 and < 1) || Beta2 is not (>= 0 and < 1) || !(Epsilon > 0) || !(WeightDecay >= 0)
            || !(GradientNormLimit > 0) || AverageDecay is not (>= 0 and < 1)
            || Groups.Any(group => group.WeightDecay is < 0 or double.NaN || !(group.RateScale >= 0)))
        {
            throw new ArgumentException("AdamW needs betas and average decay in [0, 1), epsilon and norm limit > 0, weight decays and rate scales >= 0: "
                + $"{this} {string.Join(", ", Groups)}");
        }
    }
}

/// <summary>Parameters whose names begin alike.</summary>
/// <param name="Prefix">Such as "encoder.".</param>
public sealed record ParameterGroup(string Prefix)
{
    /// <summary>In place of <see cref="AdamWOptions.WeightDecay"/>, for what decays at all; null leaves that.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Times the learning rate; 0 freezes the group.</summary>
    public double RateScale { get; init; } = 1;
}
