using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Plant.Robot;

/// <summary>The robot's part of a scene: add each list to the scene's own.</summary>
public sealed record RobotScene
{
    public required IReadOnlyList<BodyDescription> Bodies { get; init; }
    public required IReadOnlyList<ActuatorDescription> Actuators { get; init; }
    public required IReadOnlyList<(string BodyA, string BodyB)> ContactExclusions { get; init; }
    public required IReadOnlyList<JointCoupling> Couplings { get; init; }

    /// <summary>A scene with this robot in it.</summary>
    public SceneDescription AddTo(IEnumerable<BodyDescription> bodies, IEnumerable<(string BodyA, string BodyB)> exclusions) => new()
    {
        Bodies = [.. bodies, .. Bodies],
        Actuators = Actuators,
        ContactExclusions = [.. exclusions, .. ContactExclusions],
        Couplings = Couplings,
    };
}

/// <summary>
/// Turns a robot description into bodies, joints and drives. Bodies and joints carry the names of its links and joints; the planar base adds
/// three joints, and actuators are called as their joints. Everything above the lift is gravity-compensated.
/// </summary>
public static class RobotBodies
{
    public const string BaseX = "base_x";
    public const string BaseY = "base_y";
    public const string BaseYaw = "base_yaw";
    private const double FingerArmatureKg = 0.4;
    private const double ArmArmatureKgM2 = 0.1;

    public static string ShapeName(LinkShape shape) => "robot/" + shape.Name;

    public static RobotScene Describe(RobotDescription robot, RobotVariation? variation = null)
    {
        variation ??= RobotVariation.Nominal;
        DriveGains gains = new(robot, variation);
        HashSet<string> lifted = [];
        double thickness = robot.Base.PaddingThicknessM;
        Softness? padding = thickness > 0
            ? new(robot.Base.PaddingStiffnessNPerM, robot.Base.PaddingDampingRatio, robot.Links.Sum(link => link.Inertia?.MassKg ?? 0)) : null;
        List<BodyDescription> bodies = [];
        Visit(robot.Root);
        return new RobotScene
        {
            Bodies = bodies,
            Actuators = [.. Actuators(robot, gains)],
            ContactExclusions = [.. Exclusions(robot)],
            Couplings = [new(robot.RightFingerJoint.Name, robot.LeftFingerJoint.Name, 1)],
        };

        void Visit(string link)
        {
            RobotJoint? joint = robot.FindJointAbove(link);
            if (joint == robot.LiftJoint || (joint is not null && lifted.Contains(joint.Parent)))
            {
                lifted.Add(link);
            }
            BodyDescription body = Body(robot, robot.FindLink(link), joint, lifted.Contains(link), gains, variation);
            bodies.Add(padding is null || lifted.Contains(link) ? body : body with { Shapes = [.. body.Shapes.SelectMany(shape => Pad(shape, padding, thickness))] });
            foreach (RobotJoint child in robot.Joints.Where(candidate => candidate.Parent == link))
            {
                Visit(child.Child);
            }
        }
    }

    private static BodyDescription Body(
        RobotDescription robot, RobotLink link, RobotJoint? joint, bool compensated, DriveGains gains, RobotVariation variation) => new()
        {
            Name = link.Name,
            Parent = joint?.Parent,
            Pose = joint?.ChildInParent ?? Pose.Identity,
            Inertia = link.Inertia is { } inertia ? new(inertia.MassKg, inertia.CentreOfMass, inertia.DiagonalKgM2) : null,
            GravityCompensated = compensated && link.Inertia is not null,
            Joints = joint is null ? PlanarJoints(gains) : joint.Kind == RobotJointKind.Fixed ? [] : [Joint(robot, joint, gains, variation)],
            Shapes = [.. link.Collision.Select(shape => Shape(link, shape, variation))],
        };

    private static JointDescription[] PlanarJoints(DriveGains gains) =>
    [
        new() { Name = BaseX, Kind = JointKind.Slide, Axis = Vec3.UnitX, Damping = gains.BaseLinear.Damping },
        new() { Name = BaseY, Kind = JointKind.Slide, Axis = Vec3.UnitY, Damping = gains.BaseLinear.Damping },
        new() { Name = BaseYaw, Kind = JointKind.Hinge, Axis = Vec3.UnitZ, Damping = gains.BaseYaw.Damping },
    ];

    private static JointDescription Joint(RobotDescription robot, RobotJoint joint, DriveGains gains, RobotVariation variation)
    {
        int arm = IndexOf(robot.ArmJoints, joint);
        bool finger = arm < 0 && joint != robot.LiftJoint;
        return new()
        {
            Name = joint.Name,
            Kind = joint.Kind == RobotJointKind.Revolute ? JointKind.Hinge : JointKind.Slide,
            Axis = joint.Axis,
            Range = (joint.Low, joint.High),
            Damping = arm >= 0 ? gains.Arm[arm].Damping : finger ? gains.Finger.Damping : gains.Lift.Damping,
            Armature = arm >= 0 ? ArmArmatureKgM2 : finger ? FingerArmatureKg : 0,
            FrictionLoss = arm >= 0 ? joint.Friction * variation.JointFrictionFactor : 0,
        };
    }

    private static ShapeDescription Shape(RobotLink link, LinkShape shape, RobotVariation variation)
    {
        bool pad = link.Name.EndsWith("_pad", StringComparison.Ordinal);
        return new()
        {
            Name = ShapeName(shape),
            Kind = shape.Kind switch
            {
                LinkShapeKind.Box => ShapeKind.Box,
                LinkShapeKind.Cylinder => ShapeKind.Cylinder,
                LinkShapeKind.Capsule => ShapeKind.Capsule,
                _ => ShapeKind.Sphere,
            },
            Size = shape.Size,
            Pose = shape.PoseInLink,
            Friction = new(pad ? variation.PadFriction : 0.3, 0.008, 0.0001),
            Collision = CollisionGroup.Robot,
            Semantic = SemanticClass.Robot,
            ContactDimensions = pad ? 4 : 3,
            Colour = pad ? new(0.15f, 0.15f, 0.15f) : new(0.85f, 0.86f, 0.88f),
        };
    }

    /// <summary>The shape as foam, and inside it what the foam lies on.</summary>
    private static ShapeDescription[] Pad(ShapeDescription shape, Softness? padding, double thicknessM)
    {
        Vec3 core = new(Inside(shape.Size.X), Inside(shape.Size.Y), Inside(shape.Size.Z));
        core = shape.Kind == ShapeKind.Capsule ? core with { Y = shape.Size.Y } : core;
        return [shape with { Softness = padding }, shape with { Name = shape.Name + "/core", Size = core, Visible = false }];

        double Inside(double length) => Math.Max(length - thicknessM, length / 4);
    }

    private static IEnumerable<ActuatorDescription> Actuators(RobotDescription robot, DriveGains gains)
    {
        yield return Servo(BaseX, gains.BaseLinear);
        yield return Servo(BaseY, gains.BaseLinear);
        yield return Servo(BaseYaw, gains.BaseYaw);
        yield return Servo(robot.LiftJoint.Name, gains.Lift);
        for (int i = 0; i < JointVector.Length; i++)
        {
            yield return Servo(robot.ArmJoints[i].Name, gains.Arm[i]);
        }
        yield return Motor(robot.LeftFingerJoint);
        yield return Motor(robot.RightFingerJoint);
    }

    private static ActuatorDescription Servo(string joint, ServoGains gains) => new()
    {
        Name = joint,
        Joint = joint,
        Kind = ActuatorKind.Position,
        Gain = gains.Stiffness,
        MaxForce = gains.ActuatorLimit,
    };

    private static ActuatorDescription Motor(RobotJoint joint) => new()
    {
        Name = joint.Name,
        Joint = joint.Name,
        Kind = ActuatorKind.Force,
        MaxForce = joint.MaxEffort,
    };

    /// <summary>Links two joints apart overlap at the elbow and wrist by design; neighbours are left out by the engine.</summary>
    private static IEnumerable<(string, string)> Exclusions(RobotDescription robot)
    {
        string[] chain = [robot.Frames.ArmBase, .. robot.ArmJoints.Select(joint => joint.Child)];
        for (int i = 2; i < chain.Length; i++)
        {
            yield return (chain[i - 2], chain[i]);
        }
        yield return (robot.LiftJoint.Child, chain[2]);
        yield return (chain[^2], robot.Frames.Gripper);
        yield return (chain[^3], robot.Frames.Gripper);
    }

    private static int IndexOf(IReadOnlyList<RobotJoint> joints, RobotJoint joint)
    {
        for (int i = 0; i < joints.Count; i++)
        {
            if (joints[i] == joint)
            {
                return i;
            }
        }
        return -1;
    }
}
