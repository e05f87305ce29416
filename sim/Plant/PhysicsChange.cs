using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Plant.Robot;

namespace RoboticsStack.Plant;

/// <summary>How much of a thing the hand has.</summary>
public enum Grip
{
    None,

    /// <summary>It lies between the fingers, and both press on it.</summary>
    Between,

    /// <summary>And nothing else carries it.</summary>
    Lifted,
}

/// <summary>A world that is not as the robot has learned it: what differs from the plant's own variation, which goes on beneath. Factors of 1 change nothing.</summary>
/// <param name="Name">For tables and file names.</param>
public sealed record PhysicsChange(string Name)
{
    public static readonly PhysicsChange None = new("nominal");

    /// <summary>Times the Coulomb coefficient of mugs and fingertip pads; drawn 0.3 to 1.2 and 0.35 to 0.45.</summary>
    public double ContactFrictionFactor { get; init; } = 1;

    /// <summary>Times the friction of the arm's joints; drawn 0.5 to 1.5 of the description's.</summary>
    public double JointFrictionFactor { get; init; } = 1;

    /// <summary>Added to every mug, kg; drawn 0.15 to 0.45.</summary>
    public double PayloadKg { get; init; }

    /// <summary>Added from a command to its effect, seconds; drawn 0.002 to 0.006.</summary>
    public double ActuationDelaySec { get; init; }

    /// <summary>Nothing is different as long as the hand has less of a thing: pads slide on what they touch, and a mug weighs on the hand once it is lifted.</summary>
    public Grip ActsFrom => JointFrictionFactor != 1 || ActuationDelaySec != 0 ? Grip.None : ContactFrictionFactor != 1 ? Grip.Between : Grip.Lifted;

    public Kitchen Apply(Kitchen kitchen) => ContactFrictionFactor == 1 && PayloadKg == 0
        ? kitchen
        : kitchen.WithMugs(mug => mug with { SlideFriction = mug.SlideFriction * ContactFrictionFactor, MassKg = mug.MassKg + PayloadKg });

    public PlantOptions Apply(PlantOptions options)
    {
        RobotVariation drawn = options.Variation ?? RobotVariation.Of(options.Seed);
        return options with
        {
            Variation = drawn with
            {
                PadFriction = drawn.PadFriction * ContactFrictionFactor,
                JointFrictionFactor = drawn.JointFrictionFactor * JointFrictionFactor,
                ActuationDelaySec = drawn.ActuationDelaySec + ActuationDelaySec,
            },
        };
    }
}
