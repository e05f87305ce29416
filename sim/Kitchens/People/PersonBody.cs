using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Kitchens.People;

/// <summary>
/// A person as capsules: seen by cameras and lidar, moved by joints whose state the plant sets, and never touched by the physics engine itself; what
/// people and robot exert on each other is the plant's to work out, with the compliance of each part of the body. Root frame: on the floor, x forward.
/// </summary>
/// <remarks>
/// Lengths are shares of the height after Drillis and Contini (1964), as in Winter, "Biomechanics and Motor Control of Human Movement": shoulder 0.818,
/// hip 0.530, knee 0.285, upper arm 0.186, forearm 0.146, hand 0.108. Radii are rounded to what the capsules need to fill a body.
/// </remarks>
public static class PersonBody
{
    public const double ShoulderHeight = 0.818;
    public const double ShoulderWidth = 0.129;
    public const double UpperArm = 0.186;

    /// <summary>Elbow to the middle of the hand.</summary>
    public const double ForearmAndHand = 0.200;
    private const double HipHeight = 0.530;
    private const double HipWidth = 0.052;
    private const double Thigh = 0.245;
    private const double Shin = 0.246;
    private const double Forearm = 0.146;
    private static readonly Rgba Skin = new(0.85f, 0.66f, 0.53f);
    private static readonly Rgba Shirt = new(0.20f, 0.42f, 0.62f);
    private static readonly Rgba Trousers = new(0.22f, 0.23f, 0.28f);

    /// <summary>Joint names in the order in which the plant sets them: x, y, yaw, then hip, knee, shoulder, elbow of the left and of the right.</summary>
    public static string[] JointNames(string person) =>
    [
        $"{person}/x", $"{person}/y", $"{person}/yaw",
        $"{person}/left_hip", $"{person}/left_knee", $"{person}/left_shoulder", $"{person}/left_elbow",
        $"{person}/right_hip", $"{person}/right_knee", $"{person}/right_shoulder", $"{person}/right_elbow",
    ];

    /// <summary>Every shape with the region it belongs to.</summary>
    public static IEnumerable<(BodyDescription Body, ShapeDescription Shape, BodyRegion Region)> Parts(PersonSpec person) =>
        Describe(person).SelectMany(body => body.Shapes.Select(shape => (body, shape, RegionOf(shape.Name))));

    public static IReadOnlyList<BodyDescription> Describe(PersonSpec person)
    {
        (string name, double h) = (person.Name, person.HeightM);
        List<BodyDescription> bodies =
        [
            Body(name, null, Pose.Identity,
                [Slide($"{name}/x", Vec3.UnitX), Slide($"{name}/y", Vec3.UnitY), new() { Name = $"{name}/yaw", Kind = JointKind.Hinge, Axis = Vec3.UnitZ }],
                [
                    Ball(name, BodyRegion.Skull, "", new(0, 0, 0.945 * h), 0.054 * h),
                    Ball(name, BodyRegion.Face, "", new(0.026 * h, 0, 0.912 * h), 0.040 * h),
                    Upright(name, BodyRegion.Neck, "", 0.84 * h, 0.89 * h, 0.031 * h, Skin),
                    Across(name, BodyRegion.Chest, 0.745 * h, 0.068 * h, 0.058 * h, Shirt),
                    Across(name, BodyRegion.Abdomen, 0.635 * h, 0.066 * h, 0.036 * h, Shirt),
                    Across(name, BodyRegion.Pelvis, 0.540 * h, 0.068 * h, 0.038 * h, Trousers),
                ]),
        ];
        foreach ((string side, int sign) in new[] { ("left", 1), ("right", -1) })
        {
            string leg = $"{name}/{side}_leg", arm = $"{name}/{side}_arm";
            bodies.Add(Body($"{leg}/upper", name, At(0, sign * HipWidth * h, HipHeight * h), [Hinge($"{name}/{side}_hip")],
                [Upright(name, BodyRegion.Thigh, side, -Thigh * h, 0, 0.043 * h, Trousers)]));
            bodies.Add(Body($"{leg}/lower", $"{leg}/upper", At(0, 0, -Thigh * h), [Hinge($"{name}/{side}_knee")],
                [Upright(name, BodyRegion.LowerLeg, side, -Shin * h, 0, 0.031 * h, Trousers)]));
            bodies.Add(Body($"{arm}/upper", name, At(0, sign * ShoulderWidth * h, ShoulderHeight * h), [Hinge($"{name}/{side}_shoulder")],
                [Upright(name, BodyRegion.UpperArm, side, -UpperArm * h, 0, 0.027 * h, Shirt)]));
            bodies.Add(Body($"{arm}/lower", $"{arm}/upper", At(0, 0, -UpperArm * h), [Hinge($"{name}/{side}_elbow")],
            [
                Upright(name, BodyRegion.Forearm, side, -Forearm * h, 0, 0.023 * h, Skin),
                Upright(name, BodyRegion.Hand, side, -(ForearmAndHand + 0.03) * h, -(ForearmAndHand - 0.03) * h, 0.022 * h, Skin),
            ]));
        }
        return bodies;
    }

    private static BodyRegion RegionOf(string shape) => Enum.Parse<BodyRegion>(shape.Split('/')[1]);

    private static BodyDescription Body(
        string name, string? parent, Pose pose, IReadOnlyList<JointDescription> joints, IReadOnlyList<ShapeDescription> shapes) => new()
        {
            Name = name,
            Parent = parent,
            Pose = pose,
            Joints = joints,
            Shapes = shapes,
            Inertia = new(1, Vec3.Zero, new(0.1, 0.1, 0.1)),
            GravityCompensated = true,
        };

    private static Pose At(double x, double y, double z) => new(new(x, y, z), Quat.Identity);

    private static JointDescription Slide(string name, Vec3 axis) => new() { Name = name, Kind = JointKind.Slide, Axis = axis };

    /// <summary>Positive is forward.</summary>
    private static JointDescription Hinge(string name) => new() { Name = name, Kind = JointKind.Hinge, Axis = new(0, -1, 0) };

    private static ShapeDescription Ball(string person, BodyRegion region, string side, Vec3 centre, double radius) =>
        Shape(person, region, side, ShapeKind.Sphere, new(radius, 0, 0), new(centre, Quat.Identity), Skin);

    /// <summary>A capsule along z whose axis ends at two heights.</summary>
    private static ShapeDescription Upright(string person, BodyRegion region, string side, double low, double high, double radius, Rgba colour) =>
        Shape(person, region, side, ShapeKind.Capsule, new(radius, (high - low) / 2, 0), At(0, 0, (high + low) / 2), colour);

    private static ShapeDescription Across(string person, BodyRegion region, double height, double radius, double half, Rgba colour) =>
        Shape(person, region, "", ShapeKind.Capsule, new(radius, half, 0), new(new(0, 0, height), Quat.FromAxisAngle(Vec3.UnitX, Math.PI / 2)), colour);

    private static ShapeDescription Shape(string person, BodyRegion region, string side, ShapeKind kind, Vec3 size, Pose pose, Rgba colour) => new()
    {
        Name = $"{person}/{region}/{side}",
        Kind = kind,
        Size = size,
        Pose = pose,
        Collision = CollisionGroup.None,
        Semantic = SemanticClass.Person,
        Colour = colour,
    };
}
