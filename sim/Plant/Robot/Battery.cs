using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Plant.Robot;

/// <summary>
/// A 48 V lithium pack: an open-circuit voltage that falls with the charge, an inner resistance over which the load makes it sag, and a meter with noise and
/// steps. Figures of the order that datasheets of such packs (13 cells, 20 Ah) give.
/// </summary>
internal sealed class Battery
{
    private const double FullV = 54.0;
    private const double EmptyV = 44.0;
    private const double ResistanceOhm = 0.08;
    private const double CapacityJ = 20 * 48 * 3600;
    private const double NoiseV = 0.03;
    private const double StepV = 0.025;

    private readonly RandomStream _random;
    private double _charge;

    public Battery(RandomStream random)
    {
        _random = random;
        _charge = random.Uniform(0.5, 1);
    }

    /// <summary>At the terminals under the latest load, V.</summary>
    public double VoltageV { get; private set; } = EmptyV;

    public void Step(double loadW, double stepSec)
    {
        double open = EmptyV + (FullV - EmptyV) * _charge;
        // Of the two currents that draw this power through the inner resistance, the smaller.
        double current = (open - Math.Sqrt(Math.Max(0, open * open - 4 * ResistanceOhm * loadW))) / (2 * ResistanceOhm);
        VoltageV = open - ResistanceOhm * current;
        _charge = Math.Max(0, _charge - loadW * stepSec / CapacityJ);
    }

    public double Read() => Math.Round((VoltageV + _random.Gaussian(0, NoiseV)) / StepV) * StepV;
}
