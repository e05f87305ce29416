using RoboticsStack.Core.Randomness;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Appliances;

/// <summary>The shapes of coffee machine a kitchen may hold.</summary>
public static class MachineCatalogue
{
    public static IReadOnlyList<MachineSpec> All { get; } =
    [
        new()
        {
            Id = "open_tower", DepthM = 0.33, HeightM = 0.36, BayWidthM = 0.25, TrayHeightM = 0.022, ClearHeightM = 0.19, BackDepthM = 0.13, HeadInsetM = 0.03,
            MugInsetM = 0.085, ButtonYM = 0, ButtonZM = 0.285, ButtonRadiusM = 0.018, ButtonTravelM = 0.004, ButtonForceN = 3.5, BrewSec = 26, BrewMl = 150,
            Colour = new(0.16f, 0.16f, 0.18f),
        },
        new()
        {
            Id = "twin_pillar", DepthM = 0.34, HeightM = 0.38, BayWidthM = 0.26, LeftPillarM = 0.045, RightPillarM = 0.045, TrayHeightM = 0.026, ClearHeightM = 0.195,
            BackDepthM = 0.12, HeadInsetM = 0.0, MugInsetM = 0.080, ButtonYM = -0.08, ButtonZM = 0.275, ButtonRadiusM = 0.016, ButtonTravelM = 0.0035, ButtonForceN = 4,
            BrewSec = 30, BrewMl = 140, Colour = new(0.70f, 0.71f, 0.73f),
        },
        new()
        {
            Id = "pod_slim", DepthM = 0.33, HeightM = 0.31, BayWidthM = 0.22, TrayHeightM = 0.018, ClearHeightM = 0.185, BackDepthM = 0.14, HeadInsetM = 0.05,
            MugInsetM = 0.090, ButtonYM = 0.02, ButtonZM = 0.255, ButtonRadiusM = 0.020, ButtonTravelM = 0.005, ButtonForceN = 3, BrewSec = 22, BrewMl = 130,
            Colour = new(0.75f, 0.16f, 0.15f),
        },
        new()
        {
            Id = "right_panel", DepthM = 0.33, HeightM = 0.36, BayWidthM = 0.26, RightPillarM = 0.11, TrayHeightM = 0.025, ClearHeightM = 0.20, BackDepthM = 0.11,
            HeadInsetM = 0.02, MugInsetM = 0.085, ButtonYM = -0.13, ButtonZM = 0.20, ButtonRadiusM = 0.018, ButtonTravelM = 0.004, ButtonForceN = 4.5, BrewSec = 33,
            BrewMl = 165, Colour = new(0.24f, 0.27f, 0.30f),
        },
        new()
        {
            Id = "left_panel", DepthM = 0.32, HeightM = 0.34, BayWidthM = 0.25, LeftPillarM = 0.10, TrayHeightM = 0.020, ClearHeightM = 0.20, BackDepthM = 0.11,
            HeadInsetM = 0.03, MugInsetM = 0.080, ButtonYM = 0.125, ButtonZM = 0.24, ButtonRadiusM = 0.017, ButtonTravelM = 0.0035, ButtonForceN = 2.5, BrewSec = 28,
            BrewMl = 145, Colour = new(0.88f, 0.86f, 0.80f),
        },
        new()
        {
            Id = "bean_tall", DepthM = 0.34, HeightM = 0.43, BayWidthM = 0.28, LeftPillarM = 0.035, RightPillarM = 0.035, TrayHeightM = 0.028, ClearHeightM = 0.215,
            BackDepthM = 0.12, HeadInsetM = 0.01, MugInsetM = 0.090, ButtonYM = 0.07, ButtonZM = 0.315, ButtonRadiusM = 0.019, ButtonTravelM = 0.0045, ButtonForceN = 5,
            BrewSec = 36, BrewMl = 175, Colour = new(0.10f, 0.13f, 0.20f),
        },
    ];

    /// <summary>A machine of a random shape with its button, timing and volume a little off the catalogue's.</summary>
    public static MachineSpec Draw(RandomStream random)
    {
        MachineSpec kind = random.Pick(All);
        MachineSpec drawn = kind with
        {
            DepthM = kind.DepthM * random.Uniform(0.97, 1.03),
            ClearHeightM = kind.ClearHeightM + random.Uniform(-0.005, 0.005),
            MugInsetM = kind.MugInsetM + random.Uniform(-0.005, 0.010),
            ButtonZM = kind.ButtonZM + random.Uniform(-0.008, 0.008),
            ButtonTravelM = Math.Clamp(kind.ButtonTravelM * random.Uniform(0.9, 1.1), 0.003, 0.005),
            ButtonForceN = Math.Clamp(kind.ButtonForceN * random.Uniform(0.8, 1.2), 2, 6),
            BrewSec = Math.Clamp(kind.BrewSec * random.Uniform(0.9, 1.1), 20, 40),
            BrewMl = Math.Clamp(kind.BrewMl * random.Uniform(0.93, 1.07), 120, 180),
        };
        drawn.Validate();
        return drawn;
    }
}
