using RoboticsStack.Control.Robot;
using RoboticsStack.Core;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Planning.Checking;

/// <summary>Describes the world of the check: the arm on a fixed arm_base (which is the world frame) and what is perceived around it.</summary>
internal static class CheckSceneBuilder
{
    public const string Surroundings = "surroundings";
    public const string Vessel = "vessel";
    public const string Button = "button";
    public const string ButtonJoint = "button_slide";

    private const int VesselFeet = 6;
    private const double FootRadiusM = 0.004;

    /// <summary>The wall starts above the feet, so that a standing vessel stands on them alone.</summary>
    private const double WallLiftM = 0.002;
    private const double ButtonHalfLengthM = 0.007;
    private const double PadFriction = 0.4;

    /// <summary>Perception may call a thing flat; a physics engine wants some thickness.</summary>
    private const double MinSizeM = 0.003;

    public static SceneDescription Describe(RobotDescription robot, PerceivedScene perceived, PhysicsCheckOptions options)
    {
        List<BodyDescription> bodies = [];
        AddLink(robot.Frames.ArmBase, null);
        List<(string, string)> exclusions = [.. PairsOf([.. bodies.Select(body => body.Name)])];
        bodies.Add(DescribeSurroundings(perceived));
        exclusions.Add((robot.Frames.ArmBase, Surroundings));
        if (perceived.Vessel is { } vessel)
        {
            bodies.Add(DescribeVessel(vessel, options));
        }
        if (perceived.Button is { } button)
        {
            bodies.Add(DescribeButton(button));
            exclusions.Add((Surroundings, Button));
        }
        return new SceneDescription
        {
            Bodies = bodies,
            Actuators = [.. Actuators(robot)],
            ContactExclusions = exclusions,
            TimestepSec = options.TimestepSec,
        };

        void AddLink(string link, RobotJoint? joint)
        {
            bodies.Add(DescribeLink(robot, robot.FindLink(link), joint));
            foreach (RobotJoint child in robot.Joints.Where(candidate => candidate.Parent == link))
            {
                AddLink(child.Child, child);
            }
        }
    }

    private static BodyDescription DescribeLink(RobotDescription robot, RobotLink link, RobotJoint? joint) => new()
    {
        Name = link.Name,
        Parent = joint?.Parent,
        Pose = joint?.ChildInParent ?? Pose.Identity,
        Inertia = joint is not null && link.Inertia is { } inertia ? new(inertia.MassKg, inertia.CentreOfMass, inertia.DiagonalKgM2) : null,
        GravityCompensated = joint is not null && link.Inertia is not null,
        Joints = joint is null || joint.Kind == RobotJointKind.Fixed ? [] : [DescribeJoint(robot, joint)],
        Shapes = [.. link.Collision.Select(shape => DescribeShape(link, shape))],
    };

    private static JointDescription DescribeJoint(RobotDescription robot, RobotJoint joint)
    {
        int arm = Enumerable.Range(0, robot.ArmJoints.Count).FirstOrDefault(i => robot.ArmJoints[i] == joint, -1);
        return new()
        {
            Name = joint.Name,
            Kind = joint.Kind == RobotJointKind.Revolute ? JointKind.Hinge : JointKind.Slide,
            Axis = joint.Axis,
            Range = (joint.Low, joint.High),
            Damping = arm >= 0 ? ArmServo.StiffnessNmPerRad[arm] * ArmServo.LeadSec : ArmServo.FingerDampingNSecPerM,
            Armature = arm >= 0 ? ArmServo.ArmatureKgM2 : ArmServo.FingerArmatureKg,
        };
    }

    private static ShapeDescription DescribeShape(RobotLink link, LinkShape shape) => new()
    {
        Name = "robot/" + shape.Name,
        Kind = shape.Kind switch
        {
            LinkShapeKind.Box => ShapeKind.Box,
            LinkShapeKind.Cylinder => ShapeKind.Cylinder,
            LinkShapeKind.Capsule => ShapeKind.Capsule,
            _ => ShapeKind.Sphere,
        },
        Size = shape.Size,
        Pose = shape.PoseInLink,
        Friction = new(PadFriction, 0.008, 0.0001),
        Collision = CollisionGroup.Robot,
        Semantic = SemanticClass.Robot,
        ContactDimensions = link.Name.EndsWith("_pad", StringComparison.Ordinal) ? 4 : 3,
    };

    /// <summary>A drive overcomes its own damping on top of the torque that it can exert outwards.</summary>
    private static IEnumerable<ActuatorDescription> Actuators(RobotDescription robot)
    {
        for (int i = 0; i < robot.ArmJoints.Count; i++)
        {
            yield return new()
            {
                Name = robot.ArmJoints[i].Name,
                Joint = robot.ArmJoints[i].Name,
                Kind = ActuatorKind.Position,
                Gain = ArmServo.StiffnessNmPerRad[i],
                MaxForce = robot.Arm.MaxTorqueNm[i] + ArmServo.StiffnessNmPerRad[i] * ArmServo.LeadSec * robot.Arm.MaxVelocity[i],
            };
        }
        foreach (RobotJoint finger in (RobotJoint[])[robot.LeftFingerJoint, robot.RightFingerJoint])
        {
            yield return new() { Name = finger.Name, Joint = finger.Name, Kind = ActuatorKind.Force, MaxForce = finger.MaxEffort };
        }
    }

    /// <summary>The safety gate looks after self-collision; here the robot's links pass through one another, which saves time.</summary>
    private static IEnumerable<(string, string)> PairsOf(IReadOnlyList<string> bodies)
    {
        for (int i = 0; i < bodies.Count; i++)
        {
            for (int j = i + 1; j < bodies.Count; j++)
            {
                yield return (bodies[i], bodies[j]);
            }
        }
    }

    /// <summary>Shape of the given box, or, counted on from there, the given neighbour.</summary>
    public static string NameOfFixed(int index) => FormattableString.Invariant($"{Surroundings}/{index}");

    private static BodyDescription DescribeSurroundings(PerceivedScene perceived)
    {
        List<ShapeDescription> shapes = [];
        foreach (PerceivedBox box in perceived.Boxes)
        {
            shapes.Add(new() { Name = NameOfFixed(shapes.Count), Kind = ShapeKind.Box, Size = AtLeastMin(box.HalfExtentsM), Pose = box.CentreInArmBase });
        }
        foreach (PerceivedCylinder cylinder in perceived.Neighbours)
        {
            shapes.Add(new()
            {
                Name = NameOfFixed(shapes.Count),
                Kind = ShapeKind.Cylinder,
                Size = AtLeastMin(new(cylinder.RadiusM, cylinder.HeightM / 2, 0)),
                Pose = cylinder.BaseInArmBase * new Pose(new(0, 0, cylinder.HeightM / 2), Quat.Identity),
                Semantic = SemanticClass.Clutter,
            });
        }
        return new() { Name = Surroundings, Shapes = shapes };
    }

    private static Vec3 AtLeastMin(Vec3 size) => new(Math.Max(size.X, MinSizeM), Math.Max(size.Y, MinSizeM), Math.Max(size.Z, MinSizeM));

    private static BodyDescription DescribeVessel(PerceivedVessel vessel, PhysicsCheckOptions options)
    {
        Friction friction = new(options.VesselFriction * (1 - options.Uncertainty), 0.004, 0.0001);
        double halfWall = Math.Max(vessel.HeightM - WallLiftM, 0.01) / 2;
        List<ShapeDescription> shapes =
        [
            new()
            {
                Name = Vessel + "/wall",
                Kind = ShapeKind.Cylinder,
                Size = AtLeastMin(new(vessel.RadiusM, halfWall, 0)),
                Pose = new(new(0, 0, WallLiftM + halfWall), Quat.Identity),
                Friction = friction,
                Collision = CollisionGroup.Movable,
                ContactDimensions = 4,
            },
        ];
        for (int i = 0; i < VesselFeet; i++)
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * i / VesselFeet);
            shapes.Add(new()
            {
                Name = $"{Vessel}/foot_{i}",
                Kind = ShapeKind.Sphere,
                Size = new(FootRadiusM, 0, 0),
                Pose = new(new(0.8 * vessel.RadiusM * cos, 0.8 * vessel.RadiusM * sin, FootRadiusM), Quat.Identity),
                Friction = friction,
                Collision = CollisionGroup.Movable,
            });
        }
        return new() { Name = Vessel, Pose = vessel.BaseInArmBase, Free = true, Shapes = shapes, Inertia = TubeInertia(vessel, options.EmptyVesselMassKg) };
    }

    /// <summary>A thin tube that carries its mass in its wall.</summary>
    private static InertiaDescription TubeInertia(PerceivedVessel vessel, double massKg)
    {
        double radiusSquared = vessel.RadiusM * vessel.RadiusM;
        double across = massKg * (radiusSquared / 2 + vessel.HeightM * vessel.HeightM / 12);
        return new(massKg, new(0, 0, vessel.HeightM / 2), new(across, across, massKg * radiusSquared));
    }

    private static BodyDescription DescribeButton(PerceivedButton button)
    {
        const double Mass = 0.03;
        const double Armature = 0.05;
        double stiffness = PerceivedButton.ForceN / PerceivedButton.TravelM;
        return new()
        {
            Name = Button,
            Pose = button.FaceInArmBase,
            GravityCompensated = true,
            Joints =
            [
                new()
                {
                    Name = ButtonJoint,
                    Kind = JointKind.Slide,
                    Axis = Vec3.UnitX,
                    Range = (0, PerceivedButton.TravelM + PerceivedButton.DepthUncertaintyM),
                    Stiffness = stiffness,
                    Damping = 2 * Math.Sqrt(stiffness * (Mass + Armature)),
                    Armature = Armature,
                },
            ],
            Shapes =
            [
                new()
                {
                    Name = Button + "/cap",
                    Kind = ShapeKind.Cylinder,
                    Size = new(button.RadiusM > 0 ? button.RadiusM : 0.016, ButtonHalfLengthM, 0),
                    Pose = new(new(ButtonHalfLengthM, 0, 0), Quat.FromAxisAngle(Vec3.UnitY, Math.PI / 2)),
                    MassKg = Mass,
                    Collision = CollisionGroup.Movable,
                },
            ],
        };
    }
}
