using System.Numerics.Tensors;
using RoboticsStack.Models;

namespace RoboticsStack.Planning.Imagination;

/// <summary>How far what was observed lies from what was predicted, in the latent.</summary>
public static class Surprise
{
    /// <summary>Mean squared difference per dimension.</summary>
    public static double Distance(ReadOnlySpan<float> predicted, ReadOnlySpan<float> observed)
    {
        float distance = TensorPrimitives.Distance(predicted, observed);
        return (double)distance * distance / predicted.Length;
    }

    /// <summary>The distance in units of what is usual as many steps ahead: 1 is a prediction as good as half of all in kitchens that training left out.</summary>
    /// <param name="stepsAhead">1 and up; beyond the last one known, what is usual there counts.</param>
    public static double Relative(ReadOnlySpan<float> predicted, ReadOnlySpan<float> observed, int stepsAhead, UsualError usual)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsAhead, 1);
        return Distance(predicted, observed) / usual.Median[Math.Min(stepsAhead, usual.Median.Count) - 1];
    }
}
