using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Kitchens.Clutter;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Sensors;

internal enum TargetKind
{
    Mug,
    Machine,
    Table,
    Clutter,
}

/// <summary>One thing that can be detected: what it is, and its state when the frame was taken.</summary>
internal sealed class DetectorTarget
{
    public required TargetKind Kind { get; init; }
    public required string Name { get; init; }
    public required BodyHandle Body { get; init; }

    /// <summary>From the body's frame to the frame that detections report.</summary>
    public Pose ReportedInBody { get; init; } = Pose.Identity;
    public required Vec3 ExtentM { get; init; }
    public required double RadiusM { get; init; }
    public MugSpec? Mug { get; init; }
    public MachineSpec? Machine { get; init; }

    /// <summary>Constant part of the position error, in the world frame.</summary>
    public required Vec3 Bias { get; init; }
    public Pose PoseInWorld { get; set; }
    public double FillMl { get; set; }
    public int Pixels { get; set; }

    /// <summary>Pixels of the handle or of the button.</summary>
    public int PartPixels { get; set; }

    public double HeightM => ExtentM.Z;

    /// <summary>Of a mug's size and roundness, so that it may be taken for one.</summary>
    public bool LooksLikeMug { get; init; }

    public static List<DetectorTarget> Of(DetectorScene scene, IPhysicsWorld world, Func<Vec3> drawBias)
    {
        List<DetectorTarget> targets = [];
        foreach ((string body, MugSpec spec) in scene.Mugs)
        {
            targets.Add(new()
            {
                Kind = TargetKind.Mug,
                Name = body,
                Body = world.FindBody(body),
                ExtentM = new(2 * spec.RadiusM, 2 * spec.RadiusM, spec.HeightM),
                RadiusM = spec.RadiusM,
                Mug = spec,
                Bias = drawBias(),
            });
        }
        if (scene.Machine is { } machine)
        {
            targets.Add(new()
            {
                Kind = TargetKind.Machine,
                Name = MachineBody.BodyName,
                Body = world.FindBody(MachineBody.BodyName),
                ExtentM = new(machine.DepthM, machine.WidthM, machine.HeightM),
                RadiusM = Math.Max(machine.DepthM, machine.WidthM) / 2,
                Machine = machine,
                Bias = drawBias(),
            });
        }
        if (scene.DiningTable is { } table)
        {
            bool alongX = table.SizeXM >= table.SizeYM;
            targets.Add(new()
            {
                Kind = TargetKind.Table,
                Name = table.Body,
                Body = world.FindBody(table.Body),
                ReportedInBody = new(new(0, 0, table.HeightM), Quat.FromYaw(alongX ? 0 : Math.PI / 2)),
                ExtentM = new(Math.Max(table.SizeXM, table.SizeYM), Math.Min(table.SizeXM, table.SizeYM), table.HeightM),
                RadiusM = Math.Max(table.SizeXM, table.SizeYM) / 2,
                Bias = drawBias(),
            });
        }
        foreach ((string body, ClutterKind kind) in scene.Clutter)
        {
            bool box = kind.Form == ClutterForm.Box;
            targets.Add(new()
            {
                Kind = TargetKind.Clutter,
                Name = body,
                Body = world.FindBody(body),
                ExtentM = box ? new(kind.SizeXM, kind.SizeYM, kind.TotalHeightM) : new(2 * kind.RadiusM, 2 * kind.RadiusM, kind.TotalHeightM),
                RadiusM = kind.ReachM,
                Bias = drawBias(),
                LooksLikeMug = !box && kind.RadiusM is > 0.025 and < 0.050 && kind.TotalHeightM is > 0.07 and < 0.15,
            });
        }
        return targets;
    }
}
