using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.Appliances;

/// <summary>Turns a <see cref="MachineSpec"/> into a fixed body and a button on a spring.</summary>
public static class MachineBody
{
    public const string BodyName = "machine";
    public const string ButtonBodyName = "machine_button";

    /// <summary>Slide joint of the button: 0 at rest, <see cref="MachineSpec.ButtonTravelM"/> when fully pressed.</summary>
    public const string ButtonJointName = "machine_button_slide";
    public const string ButtonShapeName = "machine_button/cap";

    private const double ButtonMassKg = 0.03;
    private const double ButtonArmatureKg = 0.05;

    /// <summary>The button slides through the face of the machine, which must not push it back.</summary>
    public static (string BodyA, string BodyB) ContactExclusion => (BodyName, ButtonBodyName);

    public static IEnumerable<BodyDescription> Describe(MachineSpec spec, Pose poseInWorld)
    {
        yield return new BodyDescription { Name = BodyName, Pose = poseInWorld, Shapes = [.. CaseShapes(spec)] };
        yield return new BodyDescription
        {
            Name = ButtonBodyName,
            Parent = BodyName,
            Pose = new(spec.ButtonFace, Quat.Identity),
            GravityCompensated = true,
            Joints = [ButtonJoint(spec)],
            Shapes = [ButtonCap(spec)],
        };
    }

    /// <summary>Slightly overdamped, as a button with a rubber boot is: it comes back without ringing.</summary>
    private static JointDescription ButtonJoint(MachineSpec spec) => new()
    {
        Name = ButtonJointName,
        Kind = JointKind.Slide,
        Axis = -Vec3.UnitX,
        Range = (0, spec.ButtonTravelM),
        Stiffness = spec.ButtonStiffnessNPerM,
        Damping = 2.2 * Math.Sqrt(spec.ButtonStiffnessNPerM * (ButtonMassKg + ButtonArmatureKg)),
        Armature = ButtonArmatureKg,
    };

    private static ShapeDescription ButtonCap(MachineSpec spec)
    {
        double halfLength = (spec.ButtonProtrusionM + 0.004) / 2;
        return new ShapeDescription
        {
            Name = ButtonShapeName,
            Kind = ShapeKind.Cylinder,
            Size = new(spec.ButtonRadiusM, halfLength, 0),
            Pose = new(new(-halfLength, 0, 0), Quat.FromAxisAngle(Vec3.UnitY, Math.PI / 2)),
            MassKg = ButtonMassKg,
            Collision = CollisionGroup.Movable,
            Semantic = SemanticClass.MachineButton,
            Colour = new(0.95f, 0.75f, 0.10f),
        };
    }

    private static IEnumerable<ShapeDescription> CaseShapes(MachineSpec spec)
    {
        double half = spec.WidthM / 2;
        yield return Block("base", new(-spec.FrontXM, -half, 0), new(spec.FrontXM, half, spec.TrayHeightM), spec.Colour);
        yield return Block("back", new(-spec.FrontXM, -half, spec.TrayHeightM), new(-spec.FrontXM + spec.BackDepthM, half, spec.HeadBottomM), spec.Colour);
        yield return Block("head", new(-spec.FrontXM, -half, spec.HeadBottomM), new(spec.HeadFrontXM, half, spec.HeightM), spec.Colour);
        double pillarBack = -spec.FrontXM + spec.BackDepthM;
        if (spec.LeftPillarM > 0)
        {
            yield return Block("left_pillar", new(pillarBack, half - spec.LeftPillarM, spec.TrayHeightM), new(spec.FrontXM, half, PillarTop(spec)), spec.Colour);
        }
        if (spec.RightPillarM > 0)
        {
            yield return Block("right_pillar", new(pillarBack, -half, spec.TrayHeightM), new(spec.FrontXM, -half + spec.RightPillarM, PillarTop(spec)), spec.Colour);
        }
        Vec3 lamp = spec.Indicator;
        yield return Block("indicator", lamp + new Vec3(-0.002, -0.006, -0.006), lamp + new Vec3(0.002, 0.006, 0.006), new(0.2f, 0.9f, 0.3f), CollisionGroup.None);
        Vec3 spout = spec.Spout;
        yield return Block("spout", spout - new Vec3(0.012, 0.012, 0.010), spout + new Vec3(0.012, 0.012, 0), new(0.5f, 0.5f, 0.5f), CollisionGroup.None);
    }

    /// <summary>A pillar reaches as far forward as the tray; above the head's lower side it goes on up to the button and a little more.</summary>
    private static double PillarTop(MachineSpec spec) =>
        spec.IsButtonOnHead ? spec.HeadBottomM : Math.Max(spec.HeadBottomM, spec.ButtonZM + spec.ButtonRadiusM + 0.02);

    private static ShapeDescription Block(string name, Vec3 low, Vec3 high, Rgba colour, CollisionGroup collision = CollisionGroup.Static) => new()
    {
        Name = $"{BodyName}/{name}",
        Kind = ShapeKind.Box,
        Size = (high - low) / 2,
        Pose = new((low + high) / 2, Quat.Identity),
        Friction = new(0.7, 0.005, 0.0001),
        Collision = collision,
        Semantic = SemanticClass.CoffeeMachine,
        Colour = colour,
    };
}
