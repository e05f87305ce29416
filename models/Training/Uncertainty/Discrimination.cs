using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Training.Uncertainty;

/// <summary>How well a score tells changed from ordinary.</summary>
/// <param name="Auroc">Chance that a changed window scores above an ordinary one.</param>
/// <param name="Low">Of its 95 % interval: bootstrap over kitchens, since windows of one kitchen are not independent.</param>
public sealed record Discrimination(double Auroc, double Low, double High)
{
    private const int Resamples = 500;

    /// <param name="changed">Scores by kitchen.</param>
    /// <param name="ordinary">The same.</param>
    /// <param name="seed">Of the bootstrap.</param>
    public static Discrimination Of(IReadOnlyList<double[]> changed, IReadOnlyList<double[]> ordinary, ulong seed)
    {
        RandomStream random = RandomStream.For(seed, "bootstrap");
        double[] resampled = [.. Enumerable.Range(0, Resamples).Select(_ => Area(Draw(changed), Draw(ordinary))).Where(double.IsFinite).Order()];
        return new(Area(changed, ordinary), At(0.025), At(0.975));

        double At(double share) => resampled.Length == 0 ? double.NaN : resampled[(int)(share * (resampled.Length - 1))];

        double[][] Draw(IReadOnlyList<double[]> kitchens) => [.. Enumerable.Range(0, kitchens.Count).Select(_ => random.Pick(kitchens))];
    }

    private static double Area(IReadOnlyList<double[]> changed, IReadOnlyList<double[]> ordinary) =>
        Statistics.AreaUnderCurve([.. changed.SelectMany(scores => scores)], [.. ordinary.SelectMany(scores => scores)]);
}
