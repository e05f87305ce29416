using System.Globalization;
using System.Text;
using System.Xml;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Scenes;

namespace RoboticsStack.Mujoco;

/// <summary>Writes a scene as MJCF, MuJoCo's own XML format.</summary>
internal static class MjcfWriter
{
    /// <summary>With this weight a soft shape's way of touching holds whatever it touches.</summary>
    internal const double SoftWeight = 1e6;

    /// <summary>Group that rays skip.</summary>
    public const int InvisibleGroup = 3;

    public static string Write(SceneDescription scene, MujocoOptions options)
    {
        StringBuilder text = new();
        using XmlWriter xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true });
        ILookup<string, BodyDescription> children = scene.Bodies.ToLookup(body => body.Parent ?? "");
        xml.WriteStartElement("mujoco");
        Element(xml, "compiler", ("angle", "radian"), ("coordinate", "local"), ("inertiafromgeom", "auto"), ("boundmass", "0"));
        int movable = scene.Bodies.Count(body => body.Free || body.Joints.Count > 0);
        xml.WriteStartElement("option");
        Attributes(
            xml, ("timestep", Text(scene.TimestepSec)), ("gravity", Text(scene.Gravity)), ("cone", "elliptic"),
            ("impratio", Text(options.ImpedanceRatio)), ("solver", "Newton"), ("iterations", Text(options.Iterations)),
            ("tolerance", Text(options.Tolerance)), ("noslip_iterations", Text(options.NoSlipIterations)));
        Element(xml, "flag", ("multiccd", options.MultipleConvexContacts ? "enable" : "disable"));
        xml.WriteEndElement();
        Element(xml, "size", ("nconmax", Text(200 + 16 * movable)), ("njmax", Text(600 + 40 * movable)));
        xml.WriteStartElement("default");
        Element(
            xml, "geom", ("solref", Text(options.ContactTimeConstantSec) + " 1"), ("solimp", "0.95 0.99 0.001"),
            ("friction", "0.8 0.005 0.0001"));
        xml.WriteEndElement();
        xml.WriteStartElement("worldbody");
        WriteGroundPlanes(xml, scene);
        int written = WriteBodies(xml, children, "");
        xml.WriteEndElement();
        if (written != scene.Bodies.Count)
        {
            HashSet<string> names = [.. scene.Bodies.Select(body => body.Name)];
            BodyDescription? orphan = scene.Bodies.FirstOrDefault(body => body.Parent is { } parent && !names.Contains(parent));
            throw new ArgumentException(
                orphan is null
                    ? "The scene's bodies are parents of one another in a circle."
                    : $"Body '{orphan.Name}' names a parent '{orphan.Parent}' that the scene lacks.");
        }
        WriteExclusions(xml, scene);
        WriteCouplings(xml, scene);
        WriteActuators(xml, scene);
        xml.WriteEndElement();
        xml.Flush();
        return text.ToString();
    }

    /// <summary>
    /// A plane that is fixed to the world is written as a shape of MuJoCo's world body: version 2.2.2 counts its contacts twice otherwise.
    /// </summary>
    public static bool IsGroundPlane(BodyDescription body, ShapeDescription shape) =>
        shape.Kind == ShapeKind.Plane && body.Parent is null && !body.Free && body.Joints.Count == 0;

    private static void WriteGroundPlanes(XmlWriter xml, SceneDescription scene)
    {
        foreach (BodyDescription body in scene.Bodies)
        {
            foreach (ShapeDescription shape in body.Shapes.Where(shape => IsGroundPlane(body, shape)))
            {
                WriteShape(xml, shape, body.Pose * shape.Pose);
            }
        }
    }

    private static int WriteBodies(XmlWriter xml, ILookup<string, BodyDescription> children, string parent)
    {
        int written = 0;
        foreach (BodyDescription body in children[parent])
        {
            xml.WriteStartElement("body");
            Attributes(xml, ("name", body.Name));
            WritePose(xml, body.Pose);
            if (body.Inertia is { } inertia)
            {
                Element(
                    xml, "inertial", ("pos", Text(inertia.CentreOfMass)), ("mass", Text(inertia.MassKg)),
                    ("diaginertia", Text(inertia.DiagonalKgM2)));
            }
            else if (!body.Free && body.Joints.Count == 0 && body.Shapes.All(shape => shape.MassKg == 0))
            {
                Element(xml, "inertial", ("pos", "0 0 0"), ("mass", "0"), ("diaginertia", "0 0 0"));
            }
            if (body.Free)
            {
                Element(xml, "freejoint", ("name", body.Name));
            }
            foreach (JointDescription joint in body.Joints)
            {
                WriteJoint(xml, joint);
            }
            foreach (ShapeDescription shape in body.Shapes)
            {
                if (!IsGroundPlane(body, shape))
                {
                    WriteShape(xml, shape, shape.Pose);
                }
            }
            written += 1 + WriteBodies(xml, children, body.Name);
            xml.WriteEndElement();
        }
        return written;
    }

    private static void WriteJoint(XmlWriter xml, JointDescription joint)
    {
        xml.WriteStartElement("joint");
        Attributes(
            xml, ("name", joint.Name), ("type", joint.Kind == JointKind.Hinge ? "hinge" : "slide"), ("axis", Text(joint.Axis)),
            ("damping", Text(joint.Damping)), ("armature", Text(joint.Armature)), ("frictionloss", Text(joint.FrictionLoss)),
            ("stiffness", Text(joint.Stiffness)), ("springref", Text(joint.SpringReference)));
        if (joint.Range is { } range)
        {
            Attributes(
                xml, ("limited", "true"), ("range", Text(range.Low) + " " + Text(range.High)), ("solreflimit", "0.005 1"),
                ("solimplimit", "0.95 0.99 0.0005"));
        }
        xml.WriteEndElement();
    }

    private static void WriteShape(XmlWriter xml, ShapeDescription shape, Pose pose)
    {
        (int kind, int mask) = CollisionBits(shape.Collision);
        xml.WriteStartElement("geom");
        (string type, string size) = shape.Kind switch
        {
            ShapeKind.Box => ("box", Text(shape.Size)),
            ShapeKind.Cylinder => ("cylinder", Text(shape.Size.X) + " " + Text(shape.Size.Y)),
            ShapeKind.Capsule => ("capsule", Text(shape.Size.X) + " " + Text(shape.Size.Y)),
            ShapeKind.Sphere => ("sphere", Text(shape.Size.X)),
            ShapeKind.Plane => ("plane", Text(shape.Size)),
            _ => throw new ArgumentException($"Shape '{shape.Name}' has an unknown kind {shape.Kind}."),
        };
        Attributes(
            xml, ("name", shape.Name), ("type", type), ("size", size), ("mass", Text(shape.MassKg)),
            ("friction", $"{Text(shape.Friction.Slide)} {Text(shape.Friction.TorsionM)} {Text(shape.Friction.RollM)}"),
            ("contype", Text(kind)), ("conaffinity", Text(mask)), ("condim", Text(shape.ContactDimensions)),
            ("group", Text(shape.Visible ? 0 : InvisibleGroup)));
        if (shape.Softness is { } soft)
        {
            // A contact of the engine is a spring and a damper over the mass that meets there, of frequency 1 / (time constant * damping ratio); it takes over the share
            // solimp of whatever else pushes, which a soft thing does not. The great weight lets it outdo the other shape's.
            double timeConstantSec = 1 / (soft.DampingRatio * Math.Sqrt(soft.StiffnessNPerM / soft.MassKg));
            Attributes(xml, ("solref", $"{Text(timeConstantSec)} {Text(soft.DampingRatio)}"), ("solimp", "0.05 0.05 0.001"), ("solmix", Text(SoftWeight)));
        }
        WritePose(xml, pose);
        xml.WriteEndElement();
    }

    /// <summary>What a shape is, and what it touches; two shapes collide when either one's kind is in the other's mask.</summary>
    private static (int Kind, int Mask) CollisionBits(CollisionGroup group)
    {
        const int fixedThing = 1, movable = 2, robot = 4, hull = 8, foot = 16;
        return group switch
        {
            CollisionGroup.None => (0, 0),
            CollisionGroup.Static => (fixedThing, 0),
            CollisionGroup.Movable => (movable, fixedThing | movable | robot | hull | foot),
            CollisionGroup.MovableHull => (hull, movable | robot | hull),
            CollisionGroup.MovableFoot => (foot, fixedThing | movable),
            CollisionGroup.Robot => (robot, fixedThing | movable | robot | hull),
            _ => throw new ArgumentOutOfRangeException(nameof(group), group, "Unknown collision group."),
        };
    }

    private static void WriteExclusions(XmlWriter xml, SceneDescription scene)
    {
        if (scene.ContactExclusions.Count == 0)
        {
            return;
        }
        xml.WriteStartElement("contact");
        foreach ((string a, string b) in scene.ContactExclusions)
        {
            Element(xml, "exclude", ("body1", a), ("body2", b));
        }
        xml.WriteEndElement();
    }

    private static void WriteCouplings(XmlWriter xml, SceneDescription scene)
    {
        if (scene.Couplings.Count == 0)
        {
            return;
        }
        xml.WriteStartElement("equality");
        foreach (JointCoupling coupling in scene.Couplings)
        {
            Element(
                xml, "joint", ("joint1", coupling.Joint), ("joint2", coupling.FollowedJoint),
                ("polycoef", $"0 {Text(coupling.Ratio)} 0 0 0"), ("solref", "0.005 1"), ("solimp", "0.95 0.99 0.001"));
        }
        xml.WriteEndElement();
    }

    private static void WriteActuators(XmlWriter xml, SceneDescription scene)
    {
        if (scene.Actuators.Count == 0)
        {
            return;
        }
        xml.WriteStartElement("actuator");
        foreach (ActuatorDescription actuator in scene.Actuators)
        {
            (double gain, double positionBias, double velocityBias) = actuator.Kind switch
            {
                ActuatorKind.Position => (actuator.Gain, -actuator.Gain, -actuator.Damping),
                ActuatorKind.Velocity => (actuator.Gain, 0, -actuator.Gain),
                _ => (1, 0, 0),
            };
            Element(
                xml, "general", ("name", actuator.Name), ("joint", actuator.Joint), ("gaintype", "fixed"), ("gainprm", Text(gain)),
                ("biastype", "affine"), ("biasprm", $"0 {Text(positionBias)} {Text(velocityBias)}"), ("forcelimited", "true"),
                ("forcerange", $"{Text(-actuator.MaxForce)} {Text(actuator.MaxForce)}"));
        }
        xml.WriteEndElement();
    }

    private static void WritePose(XmlWriter xml, Pose pose) => Attributes(
        xml, ("pos", Text(pose.Position)),
        ("quat", $"{Text(pose.Orientation.W)} {Text(pose.Orientation.X)} {Text(pose.Orientation.Y)} {Text(pose.Orientation.Z)}"));

    private static void Element(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name);
        Attributes(xml, attributes);
        xml.WriteEndElement();
    }

    private static void Attributes(XmlWriter xml, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach ((string name, string value) in attributes)
        {
            xml.WriteAttributeString(name, value);
        }
    }

    private static string Text(double value) => double.IsFinite(value)
        ? value.ToString("R", CultureInfo.InvariantCulture)
        : throw new ArgumentException("A number in the scene description is not finite.");

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(Vec3 v) => $"{Text(v.X)} {Text(v.Y)} {Text(v.Z)}";
}
