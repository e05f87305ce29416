using RoboticsStack.Kitchens.People;

namespace RoboticsStack.Plant.People;

/// <summary>How one part of a person's body gives way, and what it stands.</summary>
/// <param name="StiffnessNPerM">Of the flesh, as an effective spring.</param>
/// <param name="MassKg">That a blow has to move.</param>
/// <param name="LastingN">Most force for longer than <see cref="TransientSec"/>.</param>
/// <param name="TransientN">Most force for an instant.</param>
/// <remarks>
/// ISO/TS 15066:2016, tables A.2 and A.3, from secondary sources: they contradict one another by up to ten newtons (neck, lower leg), of which the lower
/// is taken here. Transient: twice as much, but not for the head, which must not be hit at all. To be verified against the standard before anyone relies
/// on it. The gate has a table of its own, in the robot's safety configuration.
/// </remarks>
public readonly record struct RegionMechanics(double StiffnessNPerM, double MassKg, double LastingN, double TransientN)
{
    public const double TransientSec = 0.5;

    public static RegionMechanics Of(BodyRegion region) => region switch
    {
        BodyRegion.Skull => new(150e3, 4.4, 130, 130),
        BodyRegion.Face => new(75e3, 4.4, 65, 65),
        BodyRegion.Neck => new(50e3, 1.2, 140, 280),
        BodyRegion.Chest => new(25e3, 40, 140, 280),
        BodyRegion.Abdomen => new(10e3, 40, 110, 220),
        BodyRegion.Pelvis => new(25e3, 40, 180, 360),
        BodyRegion.UpperArm => new(30e3, 3, 150, 300),
        BodyRegion.Forearm => new(40e3, 2, 160, 320),
        BodyRegion.Hand => new(75e3, 0.6, 140, 280),
        BodyRegion.Thigh => new(50e3, 75, 220, 440),
        BodyRegion.LowerLeg => new(60e3, 75, 125, 250),
        _ => throw new ArgumentOutOfRangeException(nameof(region), region, "Unknown part of the body."),
    };
}
