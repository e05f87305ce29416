using RoboticsStack.Core.Randomness;

namespace RoboticsStack.Plant.Robot;

/// <summary>How one robot differs from its description, drawn once per run; 1 is nominal for factors.</summary>
public sealed record RobotVariation
{
    public static readonly RobotVariation Nominal = new();

    public double JointFrictionFactor { get; init; } = 1;
    public double JointDampingFactor { get; init; } = 1;
    public double ServoStiffnessFactor { get; init; } = 1;

    /// <summary>Coulomb coefficient of the pads. A contact takes the larger coefficient of its two surfaces, so this counts with slippery things only.</summary>
    public double PadFriction { get; init; } = 0.4;

    /// <summary>From a command to its effect, and the chance that a command takes one cycle longer.</summary>
    public double ActuationDelaySec { get; init; } = 0.004;
    public double LateCommandProbability { get; init; }

    /// <summary>What the wheels believe over what the floor saw.</summary>
    public double OdometryScale { get; init; } = 1;

    /// <summary>Heading error gathered per metre driven and per radian turned.</summary>
    public double OdometryYawPerMetre { get; init; }
    public double OdometryYawScale { get; init; } = 1;

    /// <summary>Of the robot in a plant of this seed.</summary>
    public static RobotVariation Of(ulong seed) => Draw(RandomStream.For(seed, "robot/variation"));

    public static RobotVariation Draw(RandomStream random) => new()
    {
        JointFrictionFactor = random.Uniform(0.5, 1.5),
        JointDampingFactor = random.Uniform(0.85, 1.15),
        ServoStiffnessFactor = random.Uniform(0.9, 1.1),
        PadFriction = random.Uniform(0.35, 0.45),
        ActuationDelaySec = random.Chance(0.5) ? 0.004 : random.Chance(0.5) ? 0.002 : 0.006,
        LateCommandProbability = 0.1,
        OdometryScale = 1 + 0.01 * random.Gaussian(),
        OdometryYawPerMetre = 0.01 * random.Gaussian(),
        OdometryYawScale = 1 + 0.01 * random.Gaussian(),
    };
}
