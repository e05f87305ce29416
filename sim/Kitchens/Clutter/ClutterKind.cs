using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Clutter;

public enum ClutterForm
{
    /// <summary>Size: full x, y, z.</summary>
    Box,

    /// <summary>Radius and height; perhaps a narrower neck or lid on top.</summary>
    Round,

    /// <summary>Radius.</summary>
    Ball,
}

/// <summary>Something that stands about on a counter. Frame: origin on the surface under its middle, z up.</summary>
public sealed record ClutterKind
{
    public required string Id { get; init; }
    public required ClutterForm Form { get; init; }
    public double SizeXM { get; init; }
    public double SizeYM { get; init; }
    public required double HeightM { get; init; }
    public double RadiusM { get; init; }
    public double NeckRadiusM { get; init; }
    public double NeckHeightM { get; init; }
    public required double MassKg { get; init; }
    public required Rgba Colour { get; init; }

    /// <summary>Radius of the circle about its middle that holds it.</summary>
    public double ReachM => Form == ClutterForm.Box ? Math.Sqrt(SizeXM * SizeXM + SizeYM * SizeYM) / 2 : RadiusM;

    public double TotalHeightM => HeightM + NeckHeightM;
}
