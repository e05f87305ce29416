namespace RoboticsStack.Plant.Liquid;

/// <summary>
/// The tilt of the liquid's surface in a cylindrical vessel, as slopes against the vessel's own x and y: a lightly damped oscillator driven by the
/// apparent gravity.
/// </summary>
/// <remarks>First lateral mode of a liquid in an upright cylinder: ω² = (1.841·g/r)·tanh(1.841·h/r) (Ibrahim, Liquid Sloshing Dynamics, 2005).</remarks>
public struct Sloshing
{
    private const double ModeRoot = 1.841;
    private const double Gravity = 9.81;
    private const double DampingRatio = 0.08;
    private const double MinDepthM = 0.005;

    private double _slopeX, _slopeY, _rateX, _rateY;

    /// <summary>Rise over run of the surface's steepest line.</summary>
    public readonly double Slope => Math.Sqrt(_slopeX * _slopeX + _slopeY * _slopeY);

    /// <param name="drivenX">Slope that the apparent gravity asks for along x.</param>
    /// <param name="drivenY">Along y.</param>
    /// <param name="radiusM">Inside radius.</param>
    /// <param name="depthM">Of the liquid.</param>
    /// <param name="stepSec">A small part of the period; about 0.3 s for a mug.</param>
    public void Step(double drivenX, double drivenY, double radiusM, double depthM, double stepSec)
    {
        double omega = Math.Sqrt(ModeRoot * Gravity / radiusM * Math.Tanh(ModeRoot * Math.Max(depthM, MinDepthM) / radiusM));
        Advance(ref _slopeX, ref _rateX, drivenX, omega, stepSec);
        Advance(ref _slopeY, ref _rateY, drivenY, omega, stepSec);
    }

    /// <summary>Semi-implicit Euler, stable for ω·dt below 2.</summary>
    private static void Advance(ref double slope, ref double rate, double driven, double omega, double stepSec)
    {
        rate += (omega * omega * (driven - slope) - 2 * DampingRatio * omega * rate) * stepSec;
        slope += rate * stepSec;
    }
}
