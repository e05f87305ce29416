using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Planning.Checking;

/// <summary>
/// What perception believes stands around the arm, in arm_base: all that the physics check knows. Things that move with the plan are the
/// vessel and the button; everything else stands fixed.
/// </summary>
public sealed record PerceivedScene
{
    public static readonly PerceivedScene Empty = new();

    /// <summary>Counter, table, machine: level boxes or turned about the vertical.</summary>
    public IReadOnlyList<PerceivedBox> Boxes { get; init; } = [];

    /// <summary>Other things that stand about and must not be touched.</summary>
    public IReadOnlyList<PerceivedCylinder> Neighbours { get; init; } = [];

    /// <summary>The object of the skill, if it has one.</summary>
    public PerceivedVessel? Vessel { get; init; }
    public PerceivedButton? Button { get; init; }
}

/// <param name="Name">For people, in verdicts.</param>
public readonly record struct PerceivedBox(Pose CentreInArmBase, Vec3 HalfExtentsM, string Name = "surface");

/// <param name="BaseInArmBase">Centre of its base, z axis along it.</param>
/// <param name="Name">For people, in verdicts.</param>
public readonly record struct PerceivedCylinder(Pose BaseInArmBase, double RadiusM, double HeightM, string Name = "neighbour");

public readonly record struct PerceivedVessel
{
    /// <summary>Centre of its base, z axis up when it stands.</summary>
    public required Pose BaseInArmBase { get; init; }
    public required double RadiusM { get; init; }
    public required double HeightM { get; init; }

    /// <summary>0 empty, 1 to the brim.</summary>
    public double FillFraction { get; init; }

    /// <summary>Between the fingers, gripped.</summary>
    public bool IsHeld { get; init; }
}

public readonly record struct PerceivedButton
{
    /// <summary>Centre of the face when not pressed; x axis pointing into the machine.</summary>
    public required Pose FaceInArmBase { get; init; }
    public double RadiusM { get; init; }

    /// <summary>Taken in the middle of what such buttons have.</summary>
    public const double TravelM = 0.004;
    public const double ForceN = 4;

    /// <summary>
    /// The spring goes on this far past <see cref="TravelM"/>: neither where the face is nor where the stop comes is known to the
    /// millimetre, and a press must not be vetoed for reaching a stop that may not be there.
    /// </summary>
    public const double DepthUncertaintyM = 0.006;
}
