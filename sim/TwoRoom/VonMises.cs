using RoboticsStack.Core.Randomness;

namespace RoboticsStack.TwoRoom;

/// <summary>The normal distribution's like on a circle, about 0; drawn by rejection from a wrapped Cauchy (Best and Fisher, 1979).</summary>
internal sealed class VonMises
{
    private readonly double _concentration, _r;

    /// <param name="concentration">κ above 0; about the inverse of the variance in rad² where it is large.</param>
    public VonMises(double concentration)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(concentration);
        double tau = 1 + Math.Sqrt(1 + 4 * concentration * concentration);
        double rho = (tau - Math.Sqrt(2 * tau)) / (2 * concentration);
        (_concentration, _r) = (concentration, (1 + rho * rho) / (2 * rho));
    }

    /// <summary>Radians in −π..π.</summary>
    public double Draw(RandomStream random)
    {
        while (true)
        {
            double z = Math.Cos(Math.PI * random.Uniform());
            double f = (1 + _r * z) / (_r + z);
            double c = _concentration * (_r - f);
            double u = 1 - random.Uniform();
            if (c * (2 - c) > u || Math.Log(c / u) + 1 >= c)
            {
                return random.Chance(0.5) ? Math.Acos(f) : -Math.Acos(f);
            }
        }
    }
}
