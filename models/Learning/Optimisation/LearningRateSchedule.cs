namespace RoboticsStack.Learning;

/// <summary>Linear warm-up, then half a cosine down to <see cref="Final"/> of the peak.</summary>
public readonly record struct LearningRateSchedule(double Peak, double WarmUpFraction = 0.01, double Final = 0.01)
{
    /// <summary>Rate at a fraction of the whole training, 0 at the start and 1 at the end.</summary>
    public double At(double progress)
    {
        double p = Math.Clamp(progress, 0, 1);
        if (p < WarmUpFraction)
        {
            return Peak * (p + 1e-3) / (WarmUpFraction + 1e-3);
        }
        double cosine = 0.5 * (1 + Math.Cos(Math.PI * (p - WarmUpFraction) / (1 - WarmUpFraction)));
        return Peak * (Final + (1 - Final) * cosine);
    }
}
