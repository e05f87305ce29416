namespace RoboticsStack.Plant.Sensors;

/// <summary>How good the simulated detector is. It stands in for a learned one, so its errors are what matters about it.</summary>
public sealed record DetectorOptions
{
    /// <summary>Pixels of an object from which on it is found as a rule.</summary>
    public required int MinPixels { get; init; }

    /// <summary>Position noise: constant + per metre of distance, standard deviation on each axis.</summary>
    public double PositionNoiseM { get; init; } = 0.004;
    public double PositionNoisePerM { get; init; } = 0.010;

    /// <summary>Error of each object's position that stays the same through a run.</summary>
    public double PositionBiasM { get; init; } = 0.0015;
    public double YawNoiseRad { get; init; } = 0.03;
    public double YawNoiseRadPerM { get; init; } = 0.02;
    public double TiltNoiseRad { get; init; } = 0.03;

    /// <summary>Relative noise of radius, height and extent.</summary>
    public double SizeNoise { get; init; } = 0.025;
    public double MissProbability { get; init; } = 0.03;

    /// <summary>Added to the chance of a miss at the fewest pixels; falls off as pixels grow.</summary>
    public double SmallMissProbability { get; init; } = 0.35;
    public double FalsePositiveRate { get; init; } = 0.01;

    /// <summary>Chance that clutter of a mug's size is called a mug.</summary>
    public double LookalikeConfusion { get; init; } = 0.04;

    /// <summary>Chance that a mug is called clutter.</summary>
    public double MugConfusion { get; init; } = 0.015;
    public double IndicatorError { get; init; } = 0.03;
    public double FillNoise { get; init; } = 0.04;

    public static DetectorOptions Head { get; } = new() { MinPixels = 4 };
    public static DetectorOptions Wrist { get; } = new() { MinPixels = 12, FalsePositiveRate = 0.005 };

    /// <summary>Chance that something is not found that covers so many pixels, at least 1.</summary>
    public double MissProbabilityAt(int pixels)
    {
        double shortfall = (double)MinPixels / Math.Max(1, pixels);
        double miss = shortfall <= 1
            ? MissProbability + SmallMissProbability * shortfall
            : 1 - (1 - MissProbability - SmallMissProbability) / (shortfall * shortfall);
        return Math.Clamp(miss, 0, 1);
    }

    /// <summary>Throws <see cref="ArgumentException"/> for probabilities outside 0 to 1 or negative noise.</summary>
    public void Validate()
    {
        double[] probabilities = [MissProbability, SmallMissProbability, FalsePositiveRate, LookalikeConfusion, MugConfusion, IndicatorError];
        double[] noises = [PositionNoiseM, PositionNoisePerM, PositionBiasM, YawNoiseRad, YawNoiseRadPerM, TiltNoiseRad, SizeNoise, FillNoise];
        if (MinPixels < 1 || probabilities.Any(p => p is not (>= 0 and <= 1)) || noises.Any(n => !(n >= 0)))
        {
            throw new ArgumentException("detector: pixels must be at least 1, probabilities in 0 to 1, noise not negative");
        }
    }
}
