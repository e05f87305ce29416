using RoboticsStack.Core.Geometry;
using RoboticsStack.Kitchens.Appliances;
using RoboticsStack.Kitchens.Clutter;
using RoboticsStack.Kitchens.Mugs;
using RoboticsStack.Kitchens.People;
using RoboticsStack.Kitchens.Plans;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens;

/// <param name="Pose">Machine frame in the world.</param>
/// <param name="Counter">Name of the counter's body.</param>
/// <param name="Footprint">On the plan.</param>
public sealed record MachinePlacement(MachineSpec Spec, Pose Pose, string Counter, PlanRect Footprint)
{
    public Vec3 MugPlaceInWorld => Pose.Transform(Spec.MugPlace);
    public Vec3 ButtonFaceInWorld => Pose.Transform(Spec.ButtonFace);
    public Heading Front => new((int)Math.Round(Pose.Orientation.AxisX.X), (int)Math.Round(Pose.Orientation.AxisX.Y));
}

/// <param name="Pose">Mug frame in the world at the start.</param>
/// <param name="Surface">Name of the body it stands on.</param>
/// <param name="Side">Edge from which it can be reached.</param>
/// <param name="EdgeDistanceM">From its axis to that edge.</param>
public sealed record MugPlacement(string Name, MugSpec Spec, Pose Pose, string Surface, Heading Side, double EdgeDistanceM);

/// <param name="Pose">Clutter frame in the world at the start.</param>
public sealed record ClutterPlacement(string Name, ClutterKind Kind, Pose Pose, string Surface);

/// <summary>
/// A generated flat with everything in it except the robot, and the truth about it, which only the plant may read. World frame: origin at the
/// flat's centre on the floor, z up.
/// </summary>
public sealed record Kitchen
{
    public const string DiningTableName = "dining_table";

    public required ulong Seed { get; init; }
    public required FloorPlan Plan { get; init; }
    public required Pose2 RobotStart { get; init; }
    public required MachinePlacement Machine { get; init; }
    public required IReadOnlyList<MugPlacement> Mugs { get; init; }
    public required IReadOnlyList<ClutterPlacement> Clutter { get; init; }
    public required IReadOnlyList<BodyDescription> Bodies { get; init; }
    /// <summary>Who is about; their bodies are among <see cref="Bodies"/>.</summary>
    public IReadOnlyList<PersonSpec> People { get; init; } = [];
    public required IReadOnlyList<(string BodyA, string BodyB)> ContactExclusions { get; init; }

    public string LayoutName => Plan.Layout.ToString();
    public PlanRect Bounds => Plan.Bounds;
    public PlanItem DiningTable => Plan.DiningTable;

    /// <summary>The kitchen alone, for pictures and tests; with a robot, add its bodies to <see cref="Bodies"/>.</summary>
    public SceneDescription ToScene() => new() { Bodies = Bodies, ContactExclusions = ContactExclusions };
}
