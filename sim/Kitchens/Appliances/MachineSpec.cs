using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Appliances;

/// <summary>
/// A one-button coffee machine. Machine frame: origin on the counter top under the machine's centre; x forward out of its front, y left, z up.
/// A base with drip tray, a block at the back, a head over the tray, and a pillar at either side where its width is not zero; between them the
/// bay that the mug stands in.
/// </summary>
public sealed record MachineSpec
{
    public required string Id { get; init; }
    public required double DepthM { get; init; }
    public required double HeightM { get; init; }

    /// <summary>Between the pillars, or the whole width where there are none; at least 0.20 m.</summary>
    public required double BayWidthM { get; init; }
    public double LeftPillarM { get; init; }
    public double RightPillarM { get; init; }

    /// <summary>Top of the drip tray above the counter; at most 0.03 m.</summary>
    public required double TrayHeightM { get; init; }

    /// <summary>From the tray to the lower side of the head; at least 0.17 m.</summary>
    public required double ClearHeightM { get; init; }

    /// <summary>Thickness of the block at the back.</summary>
    public required double BackDepthM { get; init; }

    /// <summary>How far the head's front stands behind the tray's front.</summary>
    public required double HeadInsetM { get; init; }

    /// <summary>From the tray's front edge back to the centre of the place for the mug; at least 0.05 m.</summary>
    public required double MugInsetM { get; init; }

    /// <summary>Across, in the machine frame; its height tells whether it sits on the head or on a pillar.</summary>
    public required double ButtonYM { get; init; }
    public required double ButtonZM { get; init; }
    public required double ButtonRadiusM { get; init; }

    /// <summary>3 to 5 mm.</summary>
    public required double ButtonTravelM { get; init; }

    /// <summary>At full travel; 2 to 6 N.</summary>
    public required double ButtonForceN { get; init; }

    /// <summary>How far the button stands out when it is not pressed; more than its travel.</summary>
    public double ButtonProtrusionM { get; init; } = 0.010;
    public required double BrewSec { get; init; }
    public required double BrewMl { get; init; }
    public required Rgba Colour { get; init; }

    public double WidthM => LeftPillarM + BayWidthM + RightPillarM;
    public double FrontXM => DepthM / 2;
    public double HeadFrontXM => FrontXM - HeadInsetM;
    public double HeadBottomM => TrayHeightM + ClearHeightM;

    /// <summary>Centre of the bay across the machine.</summary>
    public double BayYM => (RightPillarM - LeftPillarM) / 2;

    public bool IsButtonOnHead => ButtonZM - ButtonRadiusM >= HeadBottomM && Math.Abs(ButtonYM - BayYM) + ButtonRadiusM <= BayWidthM / 2;

    /// <summary>Where the centre of a mug's base belongs, in the machine frame.</summary>
    public Vec3 MugPlace => new(FrontXM - MugInsetM, BayYM, TrayHeightM);

    /// <summary>Where the coffee leaves the machine, in the machine frame; it falls straight down.</summary>
    public Vec3 Spout => new(MugPlace.X, BayYM, HeadBottomM);

    /// <summary>Centre of the button's outer face, not pressed, in the machine frame; pressing goes along −x.</summary>
    public Vec3 ButtonFace => new((IsButtonOnHead ? HeadFrontXM : FrontXM) + ButtonProtrusionM, ButtonYM, ButtonZM);

    /// <summary>Centre of the indicator lamp, in the machine frame.</summary>
    public Vec3 Indicator => new(HeadFrontXM, BayYM + (ButtonYM > BayYM ? -0.06 : 0.06), (HeadBottomM + HeightM) / 2);

    public double ButtonStiffnessNPerM => ButtonForceN / ButtonTravelM;

    /// <summary>Throws <see cref="ArgumentException"/> for a machine that the robot's hand or the mugs do not fit.</summary>
    public void Validate()
    {
        Require(BayWidthM >= 0.20, nameof(BayWidthM), BayWidthM, "at least 0.20 m");
        Require(TrayHeightM is > 0 and <= 0.03, nameof(TrayHeightM), TrayHeightM, "at most 0.03 m");
        Require(ClearHeightM >= 0.17, nameof(ClearHeightM), ClearHeightM, "at least 0.17 m");
        Require(MugInsetM >= 0.05 && MugInsetM + 0.05 < DepthM - BackDepthM, nameof(MugInsetM), MugInsetM, "at least 0.05 m and in front of the back");
        Require(ButtonTravelM is >= 0.003 and <= 0.005, nameof(ButtonTravelM), ButtonTravelM, "0.003 to 0.005 m");
        Require(ButtonForceN is >= 2 and <= 6, nameof(ButtonForceN), ButtonForceN, "2 to 6 N");
        Require(ButtonRadiusM is >= 0.014 and <= 0.020, nameof(ButtonRadiusM), ButtonRadiusM, "0.014 to 0.020 m");
        Require(ButtonProtrusionM >= ButtonTravelM + 0.003, nameof(ButtonProtrusionM), ButtonProtrusionM, "3 mm more than the travel");
        Require(BrewSec is >= 20 and <= 40, nameof(BrewSec), BrewSec, "20 to 40 s");
        Require(BrewMl is >= 120 and <= 180, nameof(BrewMl), BrewMl, "120 to 180 ml");
        Require(HeightM >= HeadBottomM + 0.05, nameof(HeightM), HeightM, "5 cm above the head's lower side");
        double lowest = IsButtonOnHead ? 0.22 : 0.10;
        Require(ButtonZM >= lowest && ButtonZM <= 0.34 && ButtonZM + ButtonRadiusM <= HeightM, nameof(ButtonZM), ButtonZM, "0.22 to 0.34 m on the head, 0.10 to 0.34 m on a pillar");
        Require(IsButtonOnHead || IsButtonOnPillar, nameof(ButtonYM), ButtonYM, "wholly on the head or wholly on a pillar");
    }

    private bool IsButtonOnPillar =>
        ButtonYM - ButtonRadiusM >= WidthM / 2 - LeftPillarM && ButtonYM + ButtonRadiusM <= WidthM / 2
        || ButtonYM + ButtonRadiusM <= -WidthM / 2 + RightPillarM && ButtonYM - ButtonRadiusM >= -WidthM / 2;

    private void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"coffee machine {Id}: {name} is {value:G4}, must be {range}"));
        }
    }
}
