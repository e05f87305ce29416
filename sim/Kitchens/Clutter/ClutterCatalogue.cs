using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Clutter;

public static class ClutterCatalogue
{
    public static IReadOnlyList<ClutterKind> All { get; } =
    [
        Box("cereal_box", 0.19, 0.07, 0.28, 0.40, new(0.90f, 0.60f, 0.15f)),
        Box("toaster", 0.28, 0.17, 0.19, 1.30, new(0.72f, 0.73f, 0.75f)),
        Box("knife_block", 0.10, 0.15, 0.22, 1.40, new(0.45f, 0.30f, 0.18f)),
        Box("bread_bin", 0.34, 0.20, 0.17, 1.80, new(0.80f, 0.78f, 0.70f)),
        Box("milk_carton", 0.07, 0.07, 0.20, 1.00, new(0.92f, 0.95f, 0.98f)),
        Box("cutting_board", 0.28, 0.18, 0.022, 0.70, new(0.70f, 0.52f, 0.32f)),
        Box("tea_box", 0.14, 0.08, 0.07, 0.16, new(0.30f, 0.50f, 0.28f)),
        Round("jar", 0.040, 0.13, 0.50, new(0.75f, 0.45f, 0.30f), 0.036, 0.015),
        Round("bottle", 0.035, 0.19, 0.80, new(0.25f, 0.42f, 0.22f), 0.014, 0.08),
        Round("plate", 0.110, 0.022, 0.45, new(0.93f, 0.93f, 0.95f)),
        Round("bowl", 0.075, 0.065, 0.35, new(0.35f, 0.50f, 0.65f)),
        Round("kettle", 0.080, 0.17, 1.10, new(0.60f, 0.62f, 0.65f), 0.045, 0.03),
        Round("tin_can", 0.037, 0.11, 0.42, new(0.65f, 0.25f, 0.22f)),
        Round("spice_tin", 0.028, 0.09, 0.12, new(0.55f, 0.50f, 0.20f)),
        Round("paper_roll", 0.058, 0.24, 0.30, new(0.97f, 0.97f, 0.96f)),
        Round("plant_pot", 0.065, 0.12, 0.90, new(0.62f, 0.38f, 0.28f), 0.050, 0.10),
        Round("pan", 0.120, 0.055, 1.20, new(0.18f, 0.18f, 0.19f)),
        Ball("apple", 0.038, 0.17, new(0.75f, 0.18f, 0.15f)),
        Ball("orange", 0.041, 0.20, new(0.95f, 0.55f, 0.12f)),
    ];

    private static ClutterKind Box(string id, double sizeX, double sizeY, double height, double mass, Rgba colour) => new()
    {
        Id = id,
        Form = ClutterForm.Box,
        SizeXM = sizeX,
        SizeYM = sizeY,
        HeightM = height,
        MassKg = mass,
        Colour = colour,
    };

    private static ClutterKind Round(string id, double radius, double height, double mass, Rgba colour, double neckRadius = 0, double neckHeight = 0) => new()
    {
        Id = id,
        Form = ClutterForm.Round,
        RadiusM = radius,
        HeightM = height,
        NeckRadiusM = neckRadius,
        NeckHeightM = neckHeight,
        MassKg = mass,
        Colour = colour,
    };

    private static ClutterKind Ball(string id, double radius, double mass, Rgba colour) => new()
    {
        Id = id,
        Form = ClutterForm.Ball,
        RadiusM = radius,
        HeightM = 2 * radius,
        MassKg = mass,
        Colour = colour,
    };
}
