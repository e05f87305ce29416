using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Mugs;

public enum HandleKind
{
    None,

    /// <summary>A closed loop: upper arm, grip, lower arm.</summary>
    Loop,

    /// <summary>Open below: upper arm and grip.</summary>
    Ear,
}

/// <summary>
/// A mug to be simulated. Mug frame: origin at the centre of the base, on the surface the mug stands on; z up along its axis; x out through
/// the handle.
/// </summary>
public sealed record MugSpec
{
    public required string Id { get; init; }

    /// <summary>Outer radius, 0.033 to 0.046 m.</summary>
    public required double RadiusM { get; init; }

    /// <summary>0.080 to 0.115 m.</summary>
    public required double HeightM { get; init; }

    /// <summary>Empty; 0.15 to 0.45 kg.</summary>
    public required double MassKg { get; init; }
    public required HandleKind Handle { get; init; }

    /// <summary>How far the handle's outer face stands off the wall.</summary>
    public double HandleReachM { get; init; } = 0.032;

    /// <summary>Coulomb coefficient of wall, handle and feet.</summary>
    public required double SlideFriction { get; init; }
    public required Rgba Colour { get; init; }

    /// <summary>Wall and bottom, for the volume inside.</summary>
    public double WallM { get; init; } = 0.0035;

    /// <summary>Volume inside up to the brim.</summary>
    public double CapacityMl => Math.PI * InnerRadiusM * InnerRadiusM * (HeightM - 2 * WallM) * 1e6;

    public double InnerRadiusM => RadiusM - WallM;

    /// <summary>Radius of the smallest circle about the axis that holds the mug, handle included.</summary>
    public double ReachM => Handle == HandleKind.None ? RadiusM : RadiusM + HandleReachM;

    /// <summary>Height of the liquid's surface above the mug's origin.</summary>
    public double LevelM(double fillMl) => WallM + Math.Clamp(fillMl, 0, CapacityMl) * 1e-6 / (Math.PI * InnerRadiusM * InnerRadiusM);

    /// <summary>Throws <see cref="ArgumentException"/> for dimensions outside what the stack supports.</summary>
    public void Validate()
    {
        Require(RadiusM is >= 0.033 and <= 0.046, nameof(RadiusM), RadiusM, "0.033 to 0.046 m");
        Require(HeightM is >= 0.080 and <= 0.115, nameof(HeightM), HeightM, "0.080 to 0.115 m");
        Require(MassKg is >= 0.15 and <= 0.45, nameof(MassKg), MassKg, "0.15 to 0.45 kg");
        Require(SlideFriction is >= 0.3 and <= 1.2, nameof(SlideFriction), SlideFriction, "0.3 to 1.2");
        Require(HandleReachM is >= 0.02 and <= 0.05, nameof(HandleReachM), HandleReachM, "0.02 to 0.05 m");
        Require(WallM is >= 0.002 and <= 0.006, nameof(WallM), WallM, "0.002 to 0.006 m");
    }

    private void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"mug {Id}: {name} is {value:G4}, must be {range}"));
        }
    }
}
